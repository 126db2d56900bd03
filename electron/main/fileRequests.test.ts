import { expect, test } from 'vitest';
import { checkBegunSave, checkOpenRequest, checkSavePart, checkSaveRequest } from './fileRequests';

const filters = [{ name: 'safetensors', extensions: ['safetensors'] }];
const files = [{ name: 'w.safetensors', size: 3 }];
const save = { title: 'Export', files, filters };

test('a request as the bridge describes it passes', () => {
  expect(checkSaveRequest(save)).toEqual(save);
  const part = { save: 1, file: 0, bytes: new Uint8Array(3) };
  expect(checkSavePart(part)).toEqual(part);
  expect(checkBegunSave({ save: 2, more: 'x' })).toEqual({ save: 2 });
  expect(checkOpenRequest({ title: 'Import', filters, maxBytes: 100 })).toEqual({
    title: 'Import',
    filters,
    maxBytes: 100,
  });
});

test('a name loses its folders', () => {
  const nameOf = (name: string) => checkSaveRequest({ ...save, files: [{ name, size: 1 }] }).files[0].name;
  expect(nameOf('../../etc/passwd')).toBe('passwd');
  expect(nameOf('C:\\x\\y.txt')).toBe('y.txt');
  expect(() => nameOf('a/..')).toThrow('no file name');
});

test('anything else is refused and named', () => {
  expect(() => checkSaveRequest(null)).toThrow('expected a request');
  expect(() => checkSaveRequest({ ...save, files: [] })).toThrow('files must be a list');
  expect(() => checkSaveRequest({ ...save, files: [{ name: 'x', size: -1 }] })).toThrow('size must be a whole number');
  expect(() => checkSaveRequest({ ...save, filters: [{ name: 'x', extensions: ['a/b'] }] })).toThrow('extensions');
  expect(() => checkSavePart({ save: 1, file: 0, bytes: [1, 2] })).toThrow('Uint8Array');
  expect(() => checkBegunSave({ save: '1' })).toThrow('save must be a whole number');
  expect(() => checkOpenRequest({ title: 'x', filters, maxBytes: Infinity })).toThrow('maxBytes');
});
