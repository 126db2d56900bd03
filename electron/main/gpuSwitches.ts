import { app } from 'electron';

/** Whether a software adapter was asked for: on machines without a GPU, and in tests. */
export const SOFTWARE_WEBGPU = process.env.TAPEDECK_WEBGPU === 'software';

/** Lets the engine worker have WebGPU. Must run before the app is ready. */
export function setupGpuSwitches(): void {
  app.commandLine.appendSwitch('enable-unsafe-webgpu');
  if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'Vulkan');
  if (!SOFTWARE_WEBGPU) return;
  app.commandLine.appendSwitch('use-vulkan', 'swiftshader');
  app.commandLine.appendSwitch('use-webgpu-adapter', 'swiftshader');
  // Only WebGPU goes to SwiftShader. With these two, Chromium would paint the interface by it as well,
  // at 8 frames a second where its own software painting reaches 30.
  app.commandLine.appendSwitch('disable-gpu-compositing');
  app.commandLine.appendSwitch('disable-gpu-rasterization');
}
