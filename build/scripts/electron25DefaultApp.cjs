// What Electron's own default_app does with its command line, and no more (electron25.mjs puts it into
// the dist folder it makes).
const { app } = require('electron');
const fs = require('fs');
const path = require('path');
const Module = require('module');

let file = null;
let moduleFollows = false;
const modules = [];
for (const argument of process.argv.slice(1)) {
  if (moduleFollows) {
    modules.push(argument);
    moduleFollows = false;
  } else if (argument === '-v' || argument === '--version') {
    console.log(`v${process.versions.electron}`);
    process.exit(0);
  } else if (argument === '-r' || argument === '--require') {
    moduleFollows = true;
  } else if (argument[0] !== '-') {
    file = argument;
    break;
  }
}
if (modules.length > 0) Module._preloadModules(modules);
if (!file) {
  console.error('usage: electron [-r module] path/to/app');
  process.exit(1);
}
Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true });

const packagePath = path.resolve(file);
const manifest = path.join(packagePath, 'package.json');
let appPath = null;
if (fs.existsSync(manifest)) {
  const { version, productName, name, desktopName } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  if (version) app.setVersion(version);
  if (productName || name) app.name = productName || name;
  if (desktopName) app.setDesktopName(desktopName);
  appPath = packagePath;
}
let entry;
try {
  entry = Module._resolveFilename(packagePath, null, true);
} catch (error) {
  console.error(`Unable to find an Electron app at ${packagePath}\n${error.message}`);
  process.exit(1);
}
app.setAppPath(appPath || path.dirname(entry));
Module._load(entry, module, true);
