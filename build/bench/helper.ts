/** A helper thread of the CPU backend, in Node. */
import { workerData } from 'node:worker_threads';
import { serve } from '../../engine/backends/cpu/helper';

serve(workerData);
