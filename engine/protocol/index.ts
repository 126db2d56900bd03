/** The one contract between the engine worker and a workbench window: plain data, types only (and SMALL_TENSOR). */
export * from './ids';
export * from './tensorView';
export * from './snapshot';
export * from './timeline';
export * from './frame';
export * from './commands';
export * from './events';
export * from './notebook';
