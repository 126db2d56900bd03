/** A helper thread of the CPU backend: the engine worker starts it, and it computes parts of large products. */
import { serve } from '../../engine/backends/cpu/helper';
import type { HelperStart } from '../../engine/backends/cpu/threads';

self.onmessage = ({ data }: MessageEvent<HelperStart>) => serve(data);
