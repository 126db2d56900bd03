// Vulkan in software for Node's WebGPU, out of the Electron at hand: its SwiftShader is the driver,
// and its libvulkan the loader, so no system package is needed.
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { findElectron } from './electronDist.mjs';
import { ROOT } from './root.mjs';

/**
 * Environment variables for a process that is to find a software Vulkan adapter; empty where there
 * is no Linux Electron to borrow from, or where the caller already chose a driver.
 * @returns {Record<string, string>}
 */
export function softwareVulkanEnvironment() {
  if (process.platform !== 'linux' || process.env.VK_ICD_FILENAMES) return {};
  const dist = findElectron()?.dist;
  if (!dist) return {};
  const driver = path.join(dist, 'vk_swiftshader_icd.json');
  if (!existsSync(driver)) return {};
  const loader = loaderFolder(path.join(dist, 'libvulkan.so.1'));
  const libraries = [loader, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { VK_ICD_FILENAMES: driver, ...(libraries && { LD_LIBRARY_PATH: libraries }) };
}

// A folder with nothing but the loader in it: Electron's own folder also holds an EGL and an ffmpeg
// that other programs must not pick up.
function loaderFolder(library) {
  if (!existsSync(library)) return null;
  const folder = path.join(ROOT, '.cache/vulkan');
  const link = path.join(folder, 'libvulkan.so.1');
  if (readLink(link) === library) return folder;
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(library, link);
  return folder;
}

function readLink(link) {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
