export { getLoss } from './get';
export { Loss, type LossFunction, LossFunctionWrapper } from './loss';
