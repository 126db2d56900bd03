import { defineConfig } from 'vitest/config';
import { softwareVulkanEnvironment } from './build/scripts/softwareVulkan.mjs';

// Node's WebGPU (Dawn) needs a Vulkan driver: without a GPU, Electron's own SwiftShader serves. The
// test processes inherit this environment, so `npx vitest run some/path` works as `npm test` does.
Object.assign(process.env, softwareVulkanEnvironment());

export default defineConfig({
  test: {
    include: ['{engine,renderer,electron,build}/**/*.test.{ts,tsx}'],
    exclude: ['build/bench/node_modules/**', '**/node_modules/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    passWithNoTests: false,
  },
});
