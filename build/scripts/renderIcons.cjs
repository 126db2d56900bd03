// Runs inside Electron (see icons.mjs): a canvas draws the SVG at each size that a platform asks for.
const { app, BrowserWindow } = require('electron');
const fs = require('fs');
const path = require('path');

const FOLDER = path.resolve(__dirname, '../icons');
const SIZES = [16, 32, 48, 64, 128, 256, 512, 1024];

app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,<title>Icons</title>');
  const svg = fs.readFileSync(path.join(FOLDER, 'tapedeck.svg')).toString('base64');
  for (const size of SIZES) {
    const png = await window.webContents.executeJavaScript(`(async () => {
      const image = new Image(${size}, ${size});
      image.src = 'data:image/svg+xml;base64,${svg}';
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: ${size}, height: ${size} });
      canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size});
      return canvas.toDataURL('image/png').split(',')[1];
    })()`);
    fs.writeFileSync(path.join(FOLDER, `${size}x${size}.png`), Buffer.from(png, 'base64'));
  }
  app.quit();
});
