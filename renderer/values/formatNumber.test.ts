import { describe, expect, it } from 'vitest';
import { editableNumber, formatBytes, formatNumber, formatShape, isRounded, parseNumber } from './formatNumber';

const f32 = Math.fround;

describe('formatNumber', () => {
  it('writes a float32 with the fewest digits that read back as it', () => {
    expect(formatNumber(8)).toBe('8');
    expect(formatNumber(f32(0.1))).toBe('0.1');
    expect(formatNumber(f32(-9.295926))).toBe('−9.295926');
    expect(formatNumber(f32(-4.647963))).toBe('−4.647963');
    expect(formatNumber(f32(1.33800925))).toBe('1.3380092');
    expect(formatNumber(f32(1 / 3))).toBe('0.33333334');
  });

  it('always gives a text that is the same float32', () => {
    const bits = new Uint32Array(1);
    const float = new Float32Array(bits.buffer);
    for (let i = 0; i < 2000; i++) {
      bits[0] = Math.imul(i + 1, 2654435761);
      const value = float[0];
      if (!Number.isFinite(value) || value === 0) continue;
      expect(f32(Number(editableNumber(value)))).toBe(value);
    }
  });

  it('shows doubles in full, and floats of a known dtype by it', () => {
    expect(formatNumber(0.1)).toBe('0.1');
    expect(formatNumber(f32(0.1), { dtype: 'float64' })).toBe('0.10000000149011612');
    expect(formatNumber(0.1, { dtype: 'float32' })).toBe('0.1');
  });

  it('marks what it rounds, and only that', () => {
    expect(formatNumber(f32(-9.295926), { significant: 4 })).toBe('≈−9.296');
    expect(formatNumber(-6, { significant: 4 })).toBe('−6');
    expect(formatNumber(0.9999999, { significant: 3 })).toBe('≈1');
    expect(formatNumber(123456.7, { significant: 3 })).toBe('≈123000');
    expect(isRounded(f32(1.12), { significant: 3 })).toBe(false);
    expect(isRounded(f32(1.1234), { significant: 3 })).toBe(true);
  });

  it('keeps zero, minus zero, NaN and the infinities apart', () => {
    expect([0, -0, NaN, Infinity, -Infinity].map((value) => formatNumber(value))).toEqual([
      '0',
      '−0',
      'NaN',
      '∞',
      '−∞',
    ]);
  });

  it('writes the very small and very large with a power of ten', () => {
    expect(formatNumber(f32(1.2e-5))).toBe('1.2·10⁻⁵');
    expect(formatNumber(0.0001)).toBe('0.0001');
    expect(formatNumber(1e-38)).toBe('1·10⁻³⁸');
    expect(formatNumber(1e6)).toBe('1000000');
    expect(formatNumber(f32(-3.4028235e38))).toBe('−3.4028235·10³⁸');
    expect(formatNumber(2e-10, { significant: 2 })).toBe('2·10⁻¹⁰');
  });

  it('writes integers and booleans as such', () => {
    expect(formatNumber(2147483647, { dtype: 'int32' })).toBe('2147483647');
    expect(formatNumber(1, { dtype: 'bool' })).toBe('true');
    expect(formatNumber(0, { dtype: 'bool' })).toBe('false');
  });
});

describe('numbers in fields', () => {
  it('are plain ASCII and exact', () => {
    expect(editableNumber(f32(-0.01))).toBe('-0.01');
    expect(editableNumber(f32(1e-5))).toBe('1e-5');
    expect(editableNumber(-0)).toBe('-0');
  });

  it('accept what people type and nothing else', () => {
    expect(parseNumber(' −1.5 ')).toBe(-1.5);
    expect(parseNumber('1,25')).toBe(1.25);
    expect(parseNumber('1e-3')).toBe(0.001);
    expect(parseNumber('.5')).toBe(0.5);
    for (const text of ['', '-', '1.2.3', 'NaN', 'Infinity', '0x10', '1e999', 'two']) {
      expect(parseNumber(text)).toBeNull();
    }
  });
});

it('writes shapes and sizes', () => {
  expect(formatShape([2, 3])).toBe('[2, 3]');
  expect(formatShape([])).toBe('[]');
  expect(formatBytes(512)).toBe('512 B');
  expect(formatBytes(1234)).toBe('1.2 kB');
  expect(formatBytes(3_400_000)).toBe('3.4 MB');
});
