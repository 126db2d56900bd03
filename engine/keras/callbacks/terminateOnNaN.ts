import { Callback, type Logs } from './callback';
import { warn } from '../../tensor/warnings';

/** Ends training when the loss is NaN or infinite. Throws instead with `raiseError`. */
export class TerminateOnNaN extends Callback {
  private readonly raiseError: boolean;

  constructor({ raiseError = false }: { raiseError?: boolean } = {}) {
    super();
    this.raiseError = raiseError;
  }

  onBatchEnd(batch: number, { loss }: Logs): void {
    if (loss === undefined || Number.isFinite(loss)) return;
    if (this.raiseError) {
      throw new Error(
        `NaN or Inf loss encountered at batch ${batch}. Loss value: ${loss}. Terminating training immediately.`,
      );
    }
    warn(`Batch ${batch}: Invalid loss, terminating training`);
    this.model!.stopTraining = true;
  }
}
