/** h5wasm has no types for the instance that its entry wraps. */
declare module '*/h5wasm/dist/esm/hdf5_util.js' {
  const make: (options: object) => Promise<import('./library').H5Library>;
  export default make;
}
