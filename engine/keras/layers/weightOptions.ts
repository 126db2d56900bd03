import type { Config } from '../config';
import { type Constraint, type ConstraintLike, getConstraint, serializeConstraint } from '../constraints';
import { getInitializer, type Initializer, type InitializerLike, serializeInitializer } from '../initializers';
import { snakeCase } from '../names';
import { getRegularizer, type Regularizer, type RegularizerLike, serializeRegularizer } from '../regularizers';

/** A layer's options for its weights `N`: `kernelInitializer`, `kernelRegularizer`, `kernelConstraint`, … */
export type WeightOptionsOf<N extends string> = { [K in `${N}Initializer`]?: InitializerLike } & {
  [K in `${N}Regularizer`]?: RegularizerLike | null;
} & { [K in `${N}Constraint`]?: ConstraintLike | null };

/** How one weight is made, kept small and limited. */
export interface WeightRecipe {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | null;
  readonly constraint: Constraint | null;
}

export type WeightRecipes<N extends string> = Readonly<Record<N, WeightRecipe>>;

/** Parts a layer's options into recipes for its weights, by the default initializer of each, and the other options. */
export function takeWeightOptions<N extends string, O extends WeightOptionsOf<N>>(
  options: O,
  defaults: Readonly<Record<N, InitializerLike>>,
): [recipes: WeightRecipes<N>, rest: Omit<O, keyof WeightOptionsOf<N>>] {
  const rest: Record<string, unknown> = { ...options };
  const take = (key: string): unknown => {
    const value = rest[key];
    delete rest[key];
    return value;
  };
  const recipes: Record<string, WeightRecipe> = {};
  for (const [name, initializer] of Object.entries<InitializerLike>(defaults)) {
    recipes[name] = {
      initializer: getInitializer((take(`${name}Initializer`) as InitializerLike | undefined) ?? initializer),
      regularizer: getRegularizer((take(`${name}Regularizer`) as RegularizerLike | undefined) ?? null),
      constraint: getConstraint((take(`${name}Constraint`) as ConstraintLike | undefined) ?? null),
    };
  }
  return [recipes as WeightRecipes<N>, rest as Omit<O, keyof WeightOptionsOf<N>>];
}

/** The recipes as Keras writes them: `kernel_initializer`, `kernel_regularizer`, `kernel_constraint`, … */
export function weightConfig(recipes: Readonly<Record<string, WeightRecipe>>): Config {
  const config: Config = {};
  for (const [name, { initializer, regularizer, constraint }] of Object.entries(recipes)) {
    const prefix = snakeCase(name);
    config[`${prefix}_initializer`] = serializeInitializer(initializer);
    config[`${prefix}_regularizer`] = serializeRegularizer(regularizer);
    config[`${prefix}_constraint`] = serializeConstraint(constraint);
  }
  return config;
}
