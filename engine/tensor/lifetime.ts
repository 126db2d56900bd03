/**
 * Deterministic ends of tensors. `tidy(fn)` disposes every tensor that `fn` made and did not return
 * or keep; scopes nest. What a tape recorded lives on until the tape lets go of it. Outside a scope
 * a tensor lives until `dispose` (or, on the CPU, until it is garbage).
 */
interface Scoped {
  leaveScope(): void;
}

/** Under this key a function tells which tensors it keeps, since nobody can look into it. */
export const KEPT = Symbol('tensors that a function keeps');

const scopes: Set<Scoped>[] = [];

export function track(tensor: Scoped): void {
  if (scopes.length > 0) scopes[scopes.length - 1].add(tensor);
}

/** Takes a tensor out of every open scope: it lives until it is disposed by hand. Returns it. */
export function keep<T extends Scoped>(tensor: T): T {
  for (const scope of scopes) scope.delete(tensor);
  return tensor;
}

/** Runs `fn` and disposes what it made, except what it returns (a tensor, or arrays and plain objects of them). */
export function tidy<T>(fn: () => T): T {
  const scope = new Set<Scoped>();
  scopes.push(scope);
  let result: T;
  try {
    result = fn();
  } catch (error) {
    scopes.pop();
    for (const tensor of scope) tensor.leaveScope();
    throw error;
  }
  scopes.pop();
  release(result, scope);
  for (const tensor of scope) tensor.leaveScope();
  return result;
}

/** Moves everything inside `value` from `scope` to the scope around it. */
function release(value: unknown, scope: Set<Scoped>): void {
  if (typeof value !== 'object' || value === null) return;
  if (scope.delete(value as Scoped)) {
    track(value as Scoped);
    return;
  }
  if (Array.isArray(value)) for (const one of value) release(one, scope);
  else if (Object.getPrototypeOf(value) === Object.prototype)
    for (const one of Object.values(value)) release(one, scope);
}
