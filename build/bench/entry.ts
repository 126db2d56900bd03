/** What the benchmark drives: the public API, and the way to hand it a GPU in Node. */
export { tf } from '../../engine/index';
export { provideBackend } from '../../engine/backends/registry';
export { createWebgpuBackend } from '../../engine/backends/webgpu/webgpuBackend';
