/** One plain line about what a script is doing or has decided. */
export function say(line) {
  console.log(`tapedeck: ${line}`);
}

/** Ends the script with a message for a person and no stack. */
export function fail(message) {
  console.error(`tapedeck: ${message}`);
  process.exit(1);
}
