/**
 * What a packaged Tapedeck holds: the bundles, the licence and package.json, and nothing that only
 * tests or development need (every package is a dev dependency, so none is carried).
 * @param {{ dist: string, version: string }} electron the one that is here already: no second
 *   download, and none at all where it is out of reach
 * @returns {import('electron-builder').Configuration}
 */
export function builderConfiguration(electron) {
  return {
    appId: 'org.tapedeck.Tapedeck',
    productName: 'Tapedeck',
    copyright: 'MIT licence',
    directories: { output: 'release', buildResources: 'build/icons' },
    files: ['dist/**/*', 'package.json', 'LICENSE', '!node_modules'],
    asar: true,
    npmRebuild: false,
    electronDist: electron.dist,
    electronVersion: electron.version,
    electronLanguages: ['en-US'],
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
    },
    publish: null,
    linux: { target: 'dir', icon: 'build/icons', category: 'Education', executableName: 'tapedeck' },
    mac: { target: 'dir', icon: 'build/icons/1024x1024.png', category: 'public.app-category.education' },
    win: { target: 'dir', icon: 'build/icons/256x256.png' },
  };
}
