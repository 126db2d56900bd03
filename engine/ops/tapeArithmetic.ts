import { fromData } from '../tensor/convert';
import { allocate } from '../tensor/dtype';
import { sameShape } from '../tensor/shape';
import { provideArithmetic } from '../tape/arithmetic';
import { add } from './elementwise/add';
import { fillLike } from './shapes/fill';
import { reshape } from './shapes/reshape';
import { stack } from './shapes/stack';

/** Hands the tape the ops that its backward pass is made of. Imported for its effect. */
provideArithmetic({
  add,
  onesLike: (x) => fillLike(x, 1),
  zerosLike: (x) => fillLike(x, 0),
  addAll: (list) => (list.length === 0 ? null : list.reduce((sum, one) => add(sum, one))),
  oneHotLike: (x, at) => {
    const data = allocate(x.dtype, x.size);
    for (let i = 0; i < data.length; i++) data[i] = at(i) ? 1 : 0;
    return fromData(data, x.shape, x.dtype);
  },
  stackRows: (rows, shape) => {
    const all = stack(rows, {});
    return sameShape(all.shape, shape) ? all : reshape(all, shape);
  },
  // rows[t] is [b, …s]: stacked [b, t, …s], then [b, …target, …s].
  stackBatchRows: (rows, batch, target, source) => {
    const all = stack(rows, { axis: 1 });
    return reshape(all, [batch, ...target, ...source]);
  },
});
