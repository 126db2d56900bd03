import { app } from 'electron';

/** Whether a software adapter was asked for: on machines without a GPU, and in tests. */
export const SOFTWARE_WEBGPU = process.env.TAPEDECK_WEBGPU === 'software';

/** Lets the engine worker have WebGPU. Must run before the app is ready. */
export function setupGpuSwitches(): void {
  app.commandLine.appendSwitch('enable-unsafe-webgpu');
  if (process.platform === 'linux') app.commandLine.appendSwitch('enable-features', 'Vulkan');
  if (!SOFTWARE_WEBGPU) return;
  // Only Dawn goes to SwiftShader. The interface keeps its own painting: on SwiftShader's GL it
  // would fall to a few frames a second.
  app.commandLine.appendSwitch('use-vulkan', 'swiftshader');
  app.commandLine.appendSwitch('use-webgpu-adapter', 'swiftshader');
}
