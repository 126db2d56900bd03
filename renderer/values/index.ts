/** How numbers and tensors look, everywhere in the window. */
export { CellText, NoneMark, PendingMark } from './CellText';
export { HeatMap } from './HeatMap';
export { HeatStrip } from './HeatStrip';
export { NumberText, TensorText } from './TensorText';
export { fitNumber } from './fitNumber';
export * from './formatNumber';
export * from './heatColour';
export * from './tensorText';
