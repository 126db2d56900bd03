import type { WgslProgram } from '../../tensor/backend';
import { normalizeAxis, type Shape, sizeOf } from '../../tensor/shape';
import type { TensorSpec } from '../../tensor/tensor';
import { bindingWgsl } from './elementwise';
import { BITS, EXP, LOG } from './math';
import { ENTRY, paramsWgsl, workgroupsFor, wgslType } from './thread';

/*
 * Kernels that walk lines of a tensor along one axis, one thread a line, several times over: softmax
 * and its relatives, argmax. One pass, workgroups of 64. Bindings: inputs, output; parameters: number
 * of lines, elements of a line, step between them. Line i of a tensor seen as [outer, n, inner] starts
 * at (i / inner) · n · inner + i % inner. Lines are rows of logits: tens to thousands of elements.
 */

/** y = e^(x − m) / Σ e^(x − m), m the largest of the line. */
export function softmaxWgsl(x: TensorSpec, axis: number): WgslProgram {
  const body = `${LARGEST}
  var sum = 0.0;
  for (var k = 0u; k < n; k++) {
    let e = expF(x[start + k * step] - largest);
    y[start + k * step] = e;
    sum += e;
  }
  for (var k = 0u; k < n; k++) { y[start + k * step] /= sum; }`;
  return lineWgsl('softmax', [['x', x]], x, x.shape, axis, body, EXP);
}

/** y = (x − m) − ln Σ e^(x − m), in this order: m + ln Σ would round away what sets large logits apart. */
export function logSoftmaxWgsl(x: TensorSpec, axis: number): WgslProgram {
  const body = `${LARGEST}${SUM}
  let logSum = logF(sum);
  for (var k = 0u; k < n; k++) { y[start + k * step] = (x[start + k * step] - largest) - logSum; }`;
  return lineWgsl('logSoftmax', [['x', x]], x, x.shape, axis, body, EXP + LOG);
}

/** y = Σ p · (ln Σ e^(x − m) − (x − m)); a label of 0 adds 0 whatever its logit, but NaN among the logits shows. */
export function crossEntropyWgsl(labels: TensorSpec, logits: TensorSpec, y: TensorSpec, axis: number): WgslProgram {
  const body = `${LARGEST}${SUM}
  let logSum = logF(sum);
  var loss = 0.0;
  for (var k = 0u; k < n; k++) {
    let p = labels[start + k * step];
    if (p != 0.0 || isNan(p)) { loss += p * (logSum - (x[start + k * step] - largest)); }
  }
  y[i] = select(loss, sum, isNan(sum));`;
  const inputs = [['labels', labels] as const, ['x', logits] as const];
  return lineWgsl('crossEntropy', inputs, y, logits.shape, axis, body, EXP + LOG);
}

/** y = ln Σ e^(x − m) − (x[label] − m), NaN for a label outside. */
export function sparseCrossEntropyWgsl(labels: TensorSpec, logits: TensorSpec, y: TensorSpec): WgslProgram {
  const body = `${LARGEST}${SUM}
  let label = labels[i];
  if (label < 0 || u32(label) >= n) {
    y[i] = nanF();
  } else {
    y[i] = logF(sum) - (x[start + u32(label) * step] - largest);
  }`;
  const inputs = [['labels', labels] as const, ['x', logits] as const];
  return lineWgsl('sparseCrossEntropy', inputs, y, logits.shape, -1, body, EXP + LOG);
}

/**
 * The place of the first element that no other is `better` than: an expression in `one` and `best`.
 * A search of floats starts at `worst`, an infinity, and passes over NaN.
 */
export function argReduceWgsl(
  name: string,
  x: TensorSpec,
  y: TensorSpec,
  axis: number,
  better: string,
  worst: string,
): WgslProgram {
  const float = x.dtype === 'float32';
  const body = `  var best = ${float ? worst : 'x[start]'};
  var place = 0u;
  for (var k = 0u; k < n; k++) {
    let one = x[start + k * step];
    if (${float ? `!isNan(one) && ${better}` : better}) {
      best = one;
      place = k;
    }
  }
  y[i] = i32(place);`;
  return lineWgsl(name, [['x', x]], y, x.shape, axis, body, '');
}

const LARGEST = `  var largest = -infF();
  for (var k = 0u; k < n; k++) {
    let one = x[start + k * step];
    if (one > largest) { largest = one; }
  }`;

const SUM = `
  var sum = 0.0;
  for (var k = 0u; k < n; k++) { sum += expF(x[start + k * step] - largest); }`;

/** One thread a line: `body` is WGSL that has the thread's number i, the length n, `start` and `step`. */
export function lineWgsl(
  name: string,
  inputs: readonly (readonly [variable: string, spec: TensorSpec])[],
  y: TensorSpec,
  shape: Shape,
  axis: number,
  body: string,
  helpers: string,
): WgslProgram {
  const at = normalizeAxis(name, axis, shape.length);
  const n = shape[at];
  const inner = sizeOf(shape.slice(at + 1));
  const lines = sizeOf(shape.slice(0, at)) * inner;
  return {
    passes: [
      {
        key: `${name}:${inputs.map(([, { dtype }]) => dtype).join()}`,
        source: () =>
          [
            ...inputs.map(([variable, { dtype }], k) => bindingWgsl(k, 'read', variable, wgslType(dtype))),
            bindingWgsl(inputs.length, 'read_write', 'y', wgslType(y.dtype)),
            paramsWgsl(inputs.length + 1, 3),
            BITS,
            helpers,
            ENTRY,
            '  let n = param(1u);',
            '  let step = param(2u);',
            '  let start = (i / step) * n * step + i % step;',
            body,
            '}',
          ].join('\n'),
        reads: inputs.map((_, k) => ({ input: k })),
        writes: [{ output: 0 }],
        params: [lines, n, inner],
        workgroups: workgroupsFor(lines),
      },
    ],
  };
}
