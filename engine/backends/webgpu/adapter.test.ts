import { expect, test } from 'vitest';
import { describeAdapter, requestAdapter } from './adapter';
import { NoAdapterError } from './errors';

const gpuWith = (adapter: object | null) => ({ requestAdapter: () => Promise.resolve(adapter) }) as unknown as GPU;
const info = (words: Partial<GPUAdapterInfo>) => ({
  vendor: '',
  architecture: '',
  device: '',
  description: '',
  ...words,
});

test('a hardware adapter is taken and described in its own words', async () => {
  const { facts } = await requestAdapter(gpuWith({ info: info({ vendor: 'apple', architecture: 'metal-3' }) }), false);
  expect(facts.software).toBe(false);
  expect(describeAdapter(facts)).toBe('apple metal-3');
});

test('Chromium 114 tells through requestAdapterInfo and isFallbackAdapter', async () => {
  const old = {
    isFallbackAdapter: true,
    requestAdapterInfo: () => Promise.resolve(info({ vendor: 'google', architecture: 'swiftshader' })),
  };
  await expect(requestAdapter(gpuWith(old), false)).rejects.toThrow(NoAdapterError);
  const { facts } = await requestAdapter(gpuWith(old), true);
  expect(facts).toMatchObject({ vendor: 'google', software: true });
});

test.each(['llvmpipe (LLVM 15.0.7, 256 bits)', 'SwiftShader Device (Subzero)', 'Microsoft Basic Render Driver'])(
  '%s computes on the CPU, whatever it says of fallback',
  async (description) => {
    const adapter = { info: info({ description }), isFallbackAdapter: false };
    await expect(requestAdapter(gpuWith(adapter), false)).rejects.toThrow(`a software one (${description})`);
  },
);

test('an adapter that keeps quiet about itself still has a name', async () => {
  const { facts } = await requestAdapter(gpuWith({ info: info({}) }), false);
  expect(describeAdapter(facts)).toBe('unnamed adapter');
});
