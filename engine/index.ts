/**
 * The engine's public face: one namespace with TensorFlow 2's names, camelCased. The CPU backend
 * serves until `setBackend` says otherwise.
 */
import { cpuBackend } from './backends/cpu/cpuBackend';
import { getBackend, setBackend } from './backends/registry';
import { tracedFunction } from './function/function';
import * as keras from './keras/index';
import './ops/methods';
import './ops/tapeArithmetic';
import { dtypes, linalg, math, nn, random, top } from './ops/tree';
import { customGradient } from './tape/customGradient';
import { ForwardAccumulator } from './tape/forwardAccumulator';
import { GradientTape } from './tape/gradientTape';
import { recomputeGrad } from './tape/recomputeGrad';
import { Variable } from './tape/variable';
import { hasBackend, useBackend } from './tensor/activeBackend';
import { keep, tidy } from './tensor/lifetime';
import { Tensor } from './tensor/tensor';

if (!hasBackend()) useBackend(cpuBackend);

export const tf = {
  ...top,
  math,
  nn,
  linalg,
  dtypes,
  keras,
  losses: keras.losses,
  metrics: keras.metrics,
  optimizers: keras.optimizers,
  initializers: keras.initializers,
  random,
  Tensor,
  Variable,
  GradientTape,
  autodiff: { ForwardAccumulator, GradientTape },
  customGradient,
  recomputeGrad,
  function: tracedFunction,
  setBackend,
  getBackend,
  tidy,
  keep,
};

export { DTypeError, ShapeError, ValueError } from './tensor/errors';
export type { TensorLike } from './tensor/convert';
export type { DType } from './tensor/dtype';
export type { Shape } from './tensor/shape';
export type { Tensor } from './tensor/tensor';
export type { Variable } from './tape/variable';
export type { ArgumentSpec, FunctionOptions, TracedFunction } from './function/function';
export type { GradientTape } from './tape/gradientTape';
