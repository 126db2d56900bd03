/** Ends an exhaustive switch: the compiler refuses a missing case, and an unknown message from another version is named. */
export function assertNever(value: never): never {
  throw new Error(`internal: unexpected ${JSON.stringify(value)}`);
}
