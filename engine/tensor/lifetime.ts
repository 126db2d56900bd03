/**
 * Deterministic ends of tensors. `tidy(fn)` disposes every tensor that `fn` made and did not return
 * or keep; scopes nest. What a tape recorded lives on until the tape lets go of it. Outside a scope
 * a tensor lives until `dispose` (or, on the CPU, until it is garbage).
 */
interface Scoped {
  /** The innermost scope that it belongs to. A list and this mark are cheaper than a set: every tensor passes here. */
  tidyScope: Scope | null;
  leaveScope(): void;
}

export type Scope = Scoped[];

/** Under this key a function tells which tensors it keeps, since nobody can look into it. */
export const KEPT = Symbol('tensors that a function keeps');

const scopes: Scope[] = [];

export function track(tensor: Scoped): void {
  if (scopes.length === 0) return;
  const scope = scopes[scopes.length - 1];
  tensor.tidyScope = scope;
  scope.push(tensor);
}

/** Takes a tensor out of every open scope: it lives until it is disposed by hand. Returns it. */
export function keep<T extends Scoped>(tensor: T): T {
  tensor.tidyScope = null;
  return tensor;
}

/** Runs `fn` and disposes what it made, except what it returns (a tensor, or arrays and plain objects of them). */
export function tidy<T>(fn: () => T): T {
  const scope: Scope = [];
  scopes.push(scope);
  let result: T;
  try {
    result = fn();
  } catch (error) {
    scopes.pop();
    end(scope);
    throw error;
  }
  scopes.pop();
  release(result, scope);
  end(scope);
  return result;
}

/** Disposes what still belongs to the scope. */
function end(scope: Scope): void {
  for (let i = 0; i < scope.length; i++) {
    const tensor = scope[i];
    if (tensor.tidyScope !== scope) continue;
    tensor.tidyScope = null;
    tensor.leaveScope();
  }
}

/** Moves everything inside `value` from `scope` to the scope around it. */
function release(value: unknown, scope: Scope): void {
  if (typeof value !== 'object' || value === null) return;
  if ((value as Scoped).tidyScope === scope) {
    keep(value as Scoped);
    track(value as Scoped);
    return;
  }
  if (Array.isArray(value)) for (const one of value) release(one, scope);
  else if (Object.getPrototypeOf(value) === Object.prototype)
    for (const one of Object.values(value)) release(one, scope);
}
