/** What the benchmark drives: the public API, and the ways to hand it threads and a GPU in Node. */
export { tf } from '../../engine/index';
export { provideBackend } from '../../engine/backends/registry';
export { createWebgpuBackend } from '../../engine/backends/webgpu/webgpuBackend';
export { offerHelpers } from '../../engine/backends/cpu/threads';
