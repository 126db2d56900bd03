/**
 * The parameters of Keras' constructors and functions as Keras 3 has them, in Python's own words, by their place
 * under `tf`: what a call from Python is bound by. Names that stand for one object share an entry. A test holds the
 * list against the namespace, both ways, and every parameter against what the engine's constructor takes.
 */
const LAYER = `activity_regularizer=None, trainable=True, dtype=None, name=None`;
const NAMED = `name=None, trainable=True, dtype=None`;
const KERNEL = `kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None`;
const CONV = `strides=1, padding='valid', data_format=None, dilation_rate=1, groups=1, activation=None, use_bias=True, ${KERNEL}`;
const RECURRENT_CELL = `kernel_initializer='glorot_uniform', recurrent_initializer='orthogonal', bias_initializer='zeros'`;
const RECURRENT_LIMITS = `kernel_constraint=None, recurrent_constraint=None, bias_constraint=None`;
const RECURRENT_PENALTIES = `kernel_regularizer=None, recurrent_regularizer=None, bias_regularizer=None`;
const DROPOUTS = `dropout=0.0, recurrent_dropout=0.0, seed=None`;
const SEQUENCES = `return_sequences=False, return_state=False, go_backwards=False, stateful=False`;
const POOLING_1D = `pool_size=2, strides=None, padding='valid', data_format=None, ${NAMED}`;
const POOLING_2D = `pool_size=(2, 2), strides=None, padding='valid', data_format=None, ${NAMED}`;
const AVERAGE_POOLING = `pool_size, strides=None, padding='valid', data_format=None, ${NAMED}`;
const GLOBAL_POOLING = `data_format=None, keepdims=False, ${NAMED}`;

const layers: Readonly<Record<string, string>> = {
  Activation: `activation, ${NAMED}`,
  Add: NAMED,
  Average: NAMED,
  AveragePooling1D: AVERAGE_POOLING,
  AveragePooling2D: AVERAGE_POOLING,
  BatchNormalization: `axis=-1, momentum=0.99, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', moving_mean_initializer='zeros', moving_variance_initializer='ones', beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, synchronized=False, ${NAMED}`,
  Concatenate: `axis=-1, ${NAMED}`,
  Conv1D: `filters, kernel_size, ${CONV}, ${NAMED}`,
  Conv2D: `filters, kernel_size, ${CONV.replace('strides=1', 'strides=(1, 1)').replace('dilation_rate=1', 'dilation_rate=(1, 1)')}, ${NAMED}`,
  Conv2DTranspose: `filters, kernel_size, strides=(1, 1), padding='valid', data_format=None, dilation_rate=(1, 1), activation=None, use_bias=True, ${KERNEL}, ${NAMED}`,
  Dense: `units, activation=None, use_bias=True, kernel_initializer='glorot_uniform', bias_initializer='zeros', kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, ${NAMED}`,
  DepthwiseConv2D: `kernel_size, strides=(1, 1), padding='valid', depth_multiplier=1, data_format=None, dilation_rate=(1, 1), activation=None, use_bias=True, depthwise_initializer='glorot_uniform', bias_initializer='zeros', depthwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None, bias_constraint=None, ${NAMED}`,
  Dropout: `rate, noise_shape=None, seed=None, ${NAMED}`,
  ELU: `alpha=1.0, ${NAMED}`,
  Embedding: `input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, embeddings_constraint=None, mask_zero=False, weights=None, ${NAMED}`,
  Flatten: `data_format=None, ${NAMED}`,
  GaussianNoise: `stddev, seed=None, ${NAMED}`,
  GlobalAveragePooling1D: GLOBAL_POOLING,
  GlobalAveragePooling2D: GLOBAL_POOLING,
  GlobalMaxPooling1D: GLOBAL_POOLING,
  GlobalMaxPooling2D: GLOBAL_POOLING,
  GRU: `units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, ${RECURRENT_CELL}, ${RECURRENT_PENALTIES}, activity_regularizer=None, ${RECURRENT_LIMITS}, ${DROPOUTS}, ${SEQUENCES}, unroll=False, reset_after=True, ${NAMED}`,
  GRUCell: `units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, ${RECURRENT_CELL}, ${RECURRENT_PENALTIES}, ${RECURRENT_LIMITS}, dropout=0.0, recurrent_dropout=0.0, reset_after=True, seed=None, ${NAMED}`,
  Input: `shape=None, batch_size=None, dtype=None, name=None, batch_shape=None`,
  InputLayer: `shape=None, batch_size=None, dtype=None, batch_shape=None, name=None`,
  Lambda: `function, output_shape=None, mask=None, arguments=None, ${NAMED}`,
  Layer: `${LAYER}`,
  LayerNormalization: `axis=-1, epsilon=0.001, center=True, scale=True, beta_initializer='zeros', gamma_initializer='ones', beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, ${NAMED}`,
  LeakyReLU: `negative_slope=0.3, ${NAMED}`,
  LSTM: `units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, ${RECURRENT_CELL}, unit_forget_bias=True, ${RECURRENT_PENALTIES}, activity_regularizer=None, ${RECURRENT_LIMITS}, ${DROPOUTS}, ${SEQUENCES}, unroll=False, ${NAMED}`,
  LSTMCell: `units, activation='tanh', recurrent_activation='sigmoid', use_bias=True, ${RECURRENT_CELL}, unit_forget_bias=True, ${RECURRENT_PENALTIES}, ${RECURRENT_LIMITS}, dropout=0.0, recurrent_dropout=0.0, seed=None, ${NAMED}`,
  Masking: `mask_value=0.0, ${NAMED}`,
  Maximum: NAMED,
  MaxPooling1D: POOLING_1D,
  MaxPooling2D: POOLING_2D,
  Minimum: NAMED,
  MultiHeadAttention: `num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, attention_axes=None, ${KERNEL}, seed=None, ${NAMED}`,
  Multiply: NAMED,
  Normalization: `axis=-1, mean=None, variance=None, invert=False, ${NAMED}`,
  Permute: `dims, ${NAMED}`,
  PReLU: `alpha_initializer='zeros', alpha_regularizer=None, alpha_constraint=None, shared_axes=None, ${NAMED}`,
  ReLU: `max_value=None, negative_slope=0.0, threshold=0.0, ${NAMED}`,
  RepeatVector: `n, ${NAMED}`,
  Rescaling: `scale, offset=0.0, ${NAMED}`,
  Reshape: `target_shape, ${NAMED}`,
  RNN: `cell, return_sequences=False, return_state=False, go_backwards=False, stateful=False, unroll=False, zero_output_for_mask=False, ${NAMED}`,
  SimpleRNN: `units, activation='tanh', use_bias=True, ${RECURRENT_CELL}, ${RECURRENT_PENALTIES}, activity_regularizer=None, ${RECURRENT_LIMITS}, ${DROPOUTS}, ${SEQUENCES}, unroll=False, ${NAMED}`,
  SimpleRNNCell: `units, activation='tanh', use_bias=True, ${RECURRENT_CELL}, ${RECURRENT_PENALTIES}, ${RECURRENT_LIMITS}, dropout=0.0, recurrent_dropout=0.0, seed=None, ${NAMED}`,
  Softmax: `axis=-1, ${NAMED}`,
  Subtract: NAMED,
  UnitNormalization: `axis=-1, ${NAMED}`,
  UpSampling2D: `size=(2, 2), data_format=None, interpolation='nearest', ${NAMED}`,
  ZeroPadding2D: `padding=(1, 1), data_format=None, ${NAMED}`,
  deserialize: `config`,
  serialize: `layer`,
};

const CLIPPING = `weight_decay=None, clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99, ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None`;
const ADAM = `learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07`;

const optimizers: Readonly<Record<string, string>> = {
  Adadelta: `learning_rate=0.001, rho=0.95, epsilon=1e-07, ${CLIPPING}, name='adadelta'`,
  Adagrad: `learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-07, ${CLIPPING}, name='adagrad'`,
  Adam: `${ADAM}, amsgrad=False, ${CLIPPING}, name='adam'`,
  AdamW: `learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, ${CLIPPING.replace('weight_decay=None, ', '')}, name='adamw'`,
  Adamax: `${ADAM}, ${CLIPPING}, name='adamax'`,
  Ftrl: `learning_rate=0.001, learning_rate_power=-0.5, initial_accumulator_value=0.1, l1_regularization_strength=0.0, l2_regularization_strength=0.0, l2_shrinkage_regularization_strength=0.0, beta=0.0, ${CLIPPING}, name='ftrl'`,
  Lion: `learning_rate=0.001, beta_1=0.9, beta_2=0.99, ${CLIPPING}, name='lion'`,
  Nadam: `${ADAM}, ${CLIPPING}, name='nadam'`,
  RMSprop: `learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, centered=False, ${CLIPPING.replace('ema_overwrite_frequency=None', 'ema_overwrite_frequency=100')}, name='rmsprop'`,
  SGD: `learning_rate=0.01, momentum=0.0, nesterov=False, ${CLIPPING}, name='SGD'`,
  get: `identifier`,
};

const schedules: Readonly<Record<string, string>> = {
  CosineDecay: `initial_learning_rate, decay_steps, alpha=0.0, name='CosineDecay', warmup_target=None, warmup_steps=0`,
  CosineDecayRestarts: `initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0, name='SGDRDecay'`,
  ExponentialDecay: `initial_learning_rate, decay_steps, decay_rate, staircase=False, name='ExponentialDecay'`,
  InverseTimeDecay: `initial_learning_rate, decay_steps, decay_rate, staircase=False, name='InverseTimeDecay'`,
  PiecewiseConstantDecay: `boundaries, values, name='PiecewiseConstant'`,
  PolynomialDecay: `initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name='PolynomialDecay'`,
};

const LOSS = `reduction='sum_over_batch_size'`;
const lossNamed = (name: string) => `${LOSS}, name='${name}', dtype=None`;
const PAIR = `y_true, y_pred`;

const losses: Readonly<Record<string, string>> = {
  BinaryCrossentropy: `from_logits=False, label_smoothing=0.0, axis=-1, ${lossNamed('binary_crossentropy')}`,
  BinaryFocalCrossentropy: `apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1, ${lossNamed('binary_focal_crossentropy')}`,
  CategoricalCrossentropy: `from_logits=False, label_smoothing=0.0, axis=-1, ${lossNamed('categorical_crossentropy')}`,
  CategoricalFocalCrossentropy: `alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1, ${lossNamed('categorical_focal_crossentropy')}`,
  CategoricalHinge: lossNamed('categorical_hinge'),
  CosineSimilarity: `axis=-1, ${lossNamed('cosine_similarity')}`,
  Dice: `${LOSS}, name='dice', axis=None, dtype=None`,
  Hinge: lossNamed('hinge'),
  Huber: `delta=1.0, ${lossNamed('huber_loss')}`,
  KLDivergence: lossNamed('kl_divergence'),
  LogCosh: lossNamed('log_cosh'),
  MeanAbsoluteError: lossNamed('mean_absolute_error'),
  MeanAbsolutePercentageError: lossNamed('mean_absolute_percentage_error'),
  MeanSquaredError: lossNamed('mean_squared_error'),
  MeanSquaredLogarithmicError: lossNamed('mean_squared_logarithmic_error'),
  Poisson: lossNamed('poisson'),
  SparseCategoricalCrossentropy: `from_logits=False, ignore_class=None, ${LOSS}, axis=-1, name='sparse_categorical_crossentropy', dtype=None`,
  SquaredHinge: lossNamed('squared_hinge'),
  Tversky: `alpha=0.5, beta=0.5, ${LOSS}, name='tversky', axis=None, dtype=None`,
  binaryCrossentropy: `${PAIR}, from_logits=False, label_smoothing=0.0, axis=-1`,
  binaryFocalCrossentropy: `${PAIR}, apply_class_balancing=False, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1`,
  categoricalCrossentropy: `${PAIR}, from_logits=False, label_smoothing=0.0, axis=-1`,
  categoricalFocalCrossentropy: `${PAIR}, alpha=0.25, gamma=2.0, from_logits=False, label_smoothing=0.0, axis=-1`,
  categoricalHinge: PAIR,
  cosineSimilarity: `${PAIR}, axis=-1`,
  dice: `${PAIR}, axis=None`,
  get: `identifier`,
  hinge: PAIR,
  huber: `${PAIR}, delta=1.0`,
  klDivergence: PAIR,
  logCosh: PAIR,
  meanAbsoluteError: PAIR,
  meanAbsolutePercentageError: PAIR,
  meanSquaredError: PAIR,
  meanSquaredLogarithmicError: PAIR,
  poisson: PAIR,
  sparseCategoricalCrossentropy: `${PAIR}, from_logits=False, ignore_class=None, axis=-1`,
  squaredHinge: PAIR,
  tversky: `${PAIR}, alpha=0.5, beta=0.5, axis=None`,
};

const metricNamed = (name: string) => `name='${name}', dtype=None`;
const COUNT = `thresholds=None, name=None, dtype=None`;
const PRECISION = `thresholds=None, top_k=None, class_id=None, name=None, dtype=None`;

const metrics: Readonly<Record<string, string>> = {
  AUC: `num_thresholds=200, curve='ROC', summation_method='interpolation', name=None, dtype=None, thresholds=None, multi_label=False, num_labels=None, label_weights=None, from_logits=False`,
  Accuracy: metricNamed('accuracy'),
  BinaryAccuracy: `name='binary_accuracy', dtype=None, threshold=0.5`,
  BinaryCrossentropy: `name='binary_crossentropy', dtype=None, from_logits=False, label_smoothing=0`,
  CategoricalAccuracy: metricNamed('categorical_accuracy'),
  CategoricalCrossentropy: `name='categorical_crossentropy', dtype=None, from_logits=False, label_smoothing=0, axis=-1`,
  CategoricalHinge: metricNamed('categorical_hinge'),
  CosineSimilarity: `name='cosine_similarity', dtype=None, axis=-1`,
  F1Score: `average=None, threshold=None, name='f1_score', dtype=None`,
  FBetaScore: `average=None, beta=1.0, threshold=None, name='fbeta_score', dtype=None`,
  FalseNegatives: COUNT,
  FalsePositives: COUNT,
  Hinge: metricNamed('hinge'),
  KLDivergence: metricNamed('kl_divergence'),
  LogCoshError: metricNamed('logcosh'),
  Mean: metricNamed('mean'),
  MeanAbsoluteError: metricNamed('mean_absolute_error'),
  MeanAbsolutePercentageError: metricNamed('mean_absolute_percentage_error'),
  MeanMetricWrapper: `fn, name=None, dtype=None, **kwargs`,
  MeanSquaredError: metricNamed('mean_squared_error'),
  MeanSquaredLogarithmicError: metricNamed('mean_squared_logarithmic_error'),
  Poisson: metricNamed('poisson'),
  Precision: PRECISION,
  Recall: PRECISION,
  RootMeanSquaredError: metricNamed('root_mean_squared_error'),
  SparseCategoricalAccuracy: metricNamed('sparse_categorical_accuracy'),
  SparseCategoricalCrossentropy: `name='sparse_categorical_crossentropy', dtype=None, from_logits=False, axis=-1`,
  SparseTopKCategoricalAccuracy: `k=5, name='sparse_top_k_categorical_accuracy', dtype=None`,
  SquaredHinge: metricNamed('squared_hinge'),
  Sum: metricNamed('sum'),
  TopKCategoricalAccuracy: `k=5, name='top_k_categorical_accuracy', dtype=None`,
  TrueNegatives: COUNT,
  TruePositives: COUNT,
  binaryAccuracy: `${PAIR}, threshold=0.5`,
  categoricalAccuracy: PAIR,
  get: `identifier`,
  sparseCategoricalAccuracy: PAIR,
  sparseTopKCategoricalAccuracy: `${PAIR}, k=5`,
  topKCategoricalAccuracy: `${PAIR}, k=5`,
};

const initializers: Readonly<Record<string, string>> = {
  Constant: `value=0.0`,
  GlorotNormal: `seed=None`,
  GlorotUniform: `seed=None`,
  HeNormal: `seed=None`,
  HeUniform: `seed=None`,
  Identity: `gain=1.0`,
  LecunNormal: `seed=None`,
  LecunUniform: `seed=None`,
  Ones: ``,
  Orthogonal: `gain=1.0, seed=None`,
  RandomNormal: `mean=0.0, stddev=0.05, seed=None`,
  RandomUniform: `minval=-0.05, maxval=0.05, seed=None`,
  TruncatedNormal: `mean=0.0, stddev=0.05, seed=None`,
  VarianceScaling: `scale=1.0, mode='fan_in', distribution='truncated_normal', seed=None`,
  Zeros: ``,
};

const callbacks: Readonly<Record<string, string>> = {
  EarlyStopping: `monitor='val_loss', min_delta=0, patience=0, verbose=0, mode='auto', baseline=None, restore_best_weights=False, start_from_epoch=0`,
  History: ``,
  LambdaCallback: `on_epoch_begin=None, on_epoch_end=None, on_train_begin=None, on_train_end=None, on_train_batch_begin=None, on_train_batch_end=None`,
  LearningRateScheduler: `schedule, verbose=0`,
  ReduceLROnPlateau: `monitor='val_loss', factor=0.1, patience=10, verbose=0, mode='auto', min_delta=0.0001, cooldown=0, min_lr=0.0`,
  TerminateOnNaN: ``,
};

const constraints: Readonly<Record<string, string>> = {
  MaxNorm: `max_value=2, axis=0`,
  MinMaxNorm: `min_value=0.0, max_value=1.0, rate=1.0, axis=0`,
  NonNeg: ``,
  UnitNorm: `axis=0`,
  get: `identifier`,
};

const regularizers: Readonly<Record<string, string>> = {
  L1: `l1=0.01`,
  L1L2: `l1=0.0, l2=0.0`,
  L2: `l2=0.01`,
  OrthogonalRegularizer: `factor=0.01, mode='rows'`,
  get: `identifier`,
};

/** By the path under `tf.keras`, with the engine's own spelling of the names. */
const sections = {
  callbacks,
  constraints,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  'optimizers.schedules': schedules,
  regularizers,
};

/** `keras.layers.Dense` → `units, activation=None, …`. */
export const signatures: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(sections).flatMap(([section, entries]) =>
    Object.entries(entries).map(([name, text]) => [`keras.${section}.${name}`, text]),
  ),
);
