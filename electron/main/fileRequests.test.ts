import { expect, test } from 'vitest';
import { checkOpenRequest, checkSaveRequest } from './fileRequests';

const filters = [{ name: 'safetensors', extensions: ['safetensors'] }];
const save = { title: 'Export', defaultName: 'w.safetensors', filters, bytes: new Uint8Array(3) };

test('a request as the bridge describes it passes', () => {
  expect(checkSaveRequest(save)).toEqual(save);
  expect(checkOpenRequest({ title: 'Import', filters, maxBytes: 100 })).toEqual({
    title: 'Import',
    filters,
    maxBytes: 100,
  });
});

test('a name loses its folders', () => {
  expect(checkSaveRequest({ ...save, defaultName: '../../etc/passwd' }).defaultName).toBe('passwd');
  expect(checkSaveRequest({ ...save, defaultName: 'C:\\x\\y.txt' }).defaultName).toBe('y.txt');
  expect(() => checkSaveRequest({ ...save, defaultName: 'a/..' })).toThrow('no file name');
});

test('anything else is refused and named', () => {
  expect(() => checkSaveRequest(null)).toThrow('expected a request');
  expect(() => checkSaveRequest({ ...save, bytes: [1, 2] })).toThrow('Uint8Array');
  expect(() => checkSaveRequest({ ...save, filters: [{ name: 'x', extensions: ['a/b'] }] })).toThrow('extensions');
  expect(() => checkOpenRequest({ title: 'x', filters, maxBytes: Infinity })).toThrow('maxBytes');
});
