/** Where the engine's warnings go: the console, or what a notebook shows beside its output. */
export const warnings = {
  tell: (text: string): void => console.warn(text),
};

/** Something is probably not what was meant, and goes on. */
export function warn(text: string): void {
  warnings.tell(text);
}
