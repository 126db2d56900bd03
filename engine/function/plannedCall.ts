import type { Backend, Plan } from '../tensor/backend';
import type { Tensor } from '../tensor/tensor';
import type { Program } from './program';
import { fuse } from './fuse';
import { sideBySide } from './sideBySide';
import { type Call, scheduleOf } from './schedule';

/** Calls of a program that nobody follows, by a plan where the backend makes one. */
export class PlannedCall {
  private readonly call: Call = { given: [], results: [], ended: [] };
  private readonly plan: Plan | null = null;

  constructor(program: Program, backend: Backend) {
    if (backend.plan === undefined) return;
    const schedule = scheduleOf(program, backend, this.call);
    this.plan = backend.plan(
      backend.mostBuffers === undefined ? schedule : sideBySide(fuse(schedule), backend.mostBuffers),
    );
  }

  /** The results; null where there is no plan. */
  run(given: readonly Tensor[]): readonly Tensor[] | null {
    if (this.plan === null) return null;
    this.call.given = given;
    try {
      this.plan.run();
      return this.call.results;
    } finally {
      for (const tensor of this.call.ended.splice(0)) tensor.dispose();
      this.call.given = [];
      this.call.results = [];
    }
  }
}
