/**
 * The list of ops: one line an op, and the only one. `catalogue.ts` derives everything else from it.
 */
export { add } from './add';
export { broadcastTo } from './broadcastTo';
export { cast } from './cast';
export { divide } from './divide';
export { equal } from './equal';
export { fill } from './fill';
export { greater } from './greater';
export { identity } from './identity';
export { log } from './log';
export { matmul } from './matmul';
export { multiply } from './multiply';
export { negative } from './negative';
export { pow } from './pow';
export { reduceMax } from './reduceMax';
export { reduceMean } from './reduceMean';
export { reduceSum } from './reduceSum';
export { reshape } from './reshape';
export { square } from './square';
export { stack } from './stack';
export { stopGradient } from './stopGradient';
export { subtract } from './subtract';
export { transpose } from './transpose';
export { unstack } from './unstack';
export { where } from './where';
export { adamUpdate, amsgradUpdate } from './updates/adamUpdate';
export { momentumUpdate } from './updates/momentumUpdate';
export { sgdUpdate } from './updates/sgdUpdate';
