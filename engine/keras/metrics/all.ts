/** Every metric's class. */
export { Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } from './accuracies';
export { AUC } from './auc';
export { FalseNegatives, FalsePositives, TrueNegatives, TruePositives } from './confusionCounts';
export { F1Score, FBetaScore } from './fScore';
export { CategoricalHinge, Hinge, SquaredHinge } from './hinges';
export { Mean, Sum } from './mean';
export { Precision, Recall } from './precisionRecall';
export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  KLDivergence,
  Poisson,
  SparseCategoricalCrossentropy,
} from './probabilistic';
export {
  CosineSimilarity,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  RootMeanSquaredError,
} from './regression';
export { SparseTopKCategoricalAccuracy, TopKCategoricalAccuracy } from './topK';
