// The matrix of windows of a convolution in WASM SIMD (AssemblyScript; compiled by build/scripts/wasm.mjs): row p holds
// what lies under the window at output pixel p, tap by tap and channel by channel, and zeros for the padding. One
// walk serves both ways: `gather` copies from the image, `scatter` adds what it finds in the matrix up in the image.

/** `count` rows from row `from` on, dense, at `columns`; addresses in bytes, everything else in elements or pixels. */
export function gather(
  x: i32,
  columns: i32,
  from: i32,
  count: i32,
  channels: i32,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  tapsY: i32,
  tapsX: i32,
  strideY: i32,
  strideX: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  // prettier-ignore
  walk(x, columns, from, count, channels, height, width, outHeight, outWidth, tapsY, tapsX, strideY, strideX, stepY, stepX, top, left, false);
}

/** The reverse: adds to the image, which the caller has filled. */
export function scatter(
  x: i32,
  columns: i32,
  from: i32,
  count: i32,
  channels: i32,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  tapsY: i32,
  tapsX: i32,
  strideY: i32,
  strideX: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
): void {
  // prettier-ignore
  walk(x, columns, from, count, channels, height, width, outHeight, outWidth, tapsY, tapsX, strideY, strideX, stepY, stepX, top, left, true);
}

/** Taps of one row of the window are one run where they are neighbours in the image. */
function walk(
  x: i32,
  at: i32,
  from: i32,
  count: i32,
  channels: i32,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  tapsY: i32,
  tapsX: i32,
  strideY: i32,
  strideX: i32,
  stepY: i32,
  stepX: i32,
  top: i32,
  left: i32,
  back: bool,
): void {
  const run = stepX === 1 ? tapsX : 1;
  const pixel = 4 * channels;
  let column = from % outWidth;
  let line = (from / outWidth) % outHeight;
  let image = x + (from / (outWidth * outHeight)) * height * width * pixel;
  for (let i = 0; i < count; i++) {
    for (let ky = 0; ky < tapsY; ky++) {
      const y = line * strideY - top + ky * stepY;
      if (y < 0 || y >= height) {
        if (!back) memory.fill(at, 0, tapsX * pixel);
        at += tapsX * pixel;
        continue;
      }
      const row = image + y * width * pixel;
      for (let kx = 0; kx < tapsX; kx += run) {
        const start = column * strideX - left + kx * stepX;
        const end = start + run;
        const first = min(max(start, 0), end);
        const last = max(min(end, width), first);
        const place = at + (first - start) * pixel;
        if (back) add(place, row + first * pixel, (last - first) * channels);
        else {
          if (first > start) memory.fill(at, 0, (first - start) * pixel);
          copy(row + first * pixel, place, (last - first) * channels);
          if (end > last) memory.fill(at + (last - start) * pixel, 0, (end - last) * pixel);
        }
        at += run * pixel;
      }
    }
    if (++column === outWidth) {
      column = 0;
      if (++line === outHeight) {
        line = 0;
        image += height * width * pixel;
      }
    }
  }
}

/** A loop: `memory.copy` costs a call, and runs are short. */
function copy(from: i32, to: i32, n: i32): void {
  const end = from + 4 * n;
  const whole = from + 4 * (n & ~3);
  while (from < whole) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  while (from < end) {
    f32.store(to, f32.load(from));
    from += 4;
    to += 4;
  }
}

function add(from: i32, to: i32, n: i32): void {
  const end = from + 4 * n;
  const whole = from + 4 * (n & ~3);
  while (from < whole) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    from += 16;
    to += 16;
  }
  while (from < end) {
    f32.store(to, f32.load(to) + f32.load(from));
    from += 4;
    to += 4;
  }
}
