import type { NodeId, RequestId, SlotId, TunableKey } from './ids';
import type { PlayHead } from './timeline';

/** What the workbench asks of the engine worker. Every one is a plain object. */
export type Command =
  /** Asks for everything there is to show: sent first on every new port, so a reloaded window loses nothing. */
  | { type: 'attach' }
  | { type: 'openLesson'; lesson: string }
  /** Runs a script from the top. Pins survive when a tunable of the same key and shape is there. */
  | { type: 'runScript'; source: string }
  /** Pins a start value (null unpins) and runs again from the top, keeping the play head where it was. The latest wins: older ones that have not run are dropped. */
  | { type: 'setPin'; key: TunableKey; value: readonly number[] | null }
  | { type: 'clearPins' }
  /** Ends the script wherever it is. What was recorded stays. */
  | { type: 'stop' }
  /** Starts the script again from the top with a new script worker, after it crashed. */
  | { type: 'restartScript' }
  /** Plays moments at `speed` per second from the play head; recorded and new ones alike. */
  | { type: 'play'; speed: number }
  /** Opens the gate for that many training steps, at full speed; the head follows. */
  | { type: 'train'; steps: number }
  | { type: 'pause' }
  | { type: 'stepForward' }
  | { type: 'stepBack' }
  | { type: 'nextPhase' }
  | { type: 'previousPhase' }
  | { type: 'nextTrainingStep' }
  | { type: 'previousTrainingStep' }
  | { type: 'seek'; head: PlayHead }
  | { type: 'toStart' }
  | { type: 'toEnd' }
  | { type: 'inspect'; request: RequestId; node: NodeId }
  | { type: 'readTensor'; request: RequestId; slot: SlotId; what: 'value' | 'gradient' }
  | { type: 'setBackend'; backend: BackendName }
  | { type: 'exportWeights'; request: RequestId; format: WeightFormat }
  /** Checks the file against the run's variables; all of them match or nothing changes. Becomes pins, and runs again. */
  | { type: 'importWeights'; request: RequestId; format: WeightFormat; bytes: Uint8Array };

export type CommandType = Command['type'];
export type BackendName = 'cpu' | 'webgpu';
export type WeightFormat = 'safetensors' | 'npz' | 'h5' | 'onnx';
