/** Says at compile time that a switch is exhaustive, and at run time what came that nobody knows. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected ${JSON.stringify(value)}`);
}
