import { expect, test } from 'vitest';
import {
  checkBegunSave,
  checkDocumentState,
  checkDraft,
  checkNotebookSave,
  checkOpenRequest,
  checkRecentNotebook,
  checkSavePart,
  checkSaveRequest,
} from './fileRequests';

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

test('what a page says of notebooks is checked', () => {
  const save = { path: null, name: '../a.ipynb', bytes: new Uint8Array(2) };
  expect(checkNotebookSave(save)).toEqual({ ...save, name: 'a.ipynb' });
  expect(() => checkNotebookSave({ ...save, path: 'a.ipynb' })).toThrow('whole path');
  expect(() => checkNotebookSave({ ...save, bytes: 'x' })).toThrow('Uint8Array');
  expect(() => checkRecentNotebook({ path: '/a\0.ipynb' })).toThrow('whole path');
  const state = { path: '/a.ipynb', name: 'a.ipynb', dirty: true };
  expect(checkDocumentState(state)).toEqual(state);
  expect(checkDocumentState(null)).toBeNull();
  expect(() => checkDocumentState({ ...state, dirty: 1 })).toThrow('dirty');
  const draft = { path: null, name: 'Untitled.ipynb', lesson: null, content: '{}' };
  expect(checkDraft({ ...draft, more: 1 })).toEqual(draft);
  expect(() => checkDraft({ ...draft, content: 'x'.repeat(32_000_001) })).toThrow('at most');
  expect(() => checkDraft({ ...draft, lesson: 3 })).toThrow('lesson');
});
