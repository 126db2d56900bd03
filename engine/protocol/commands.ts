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
  /** Asks for every name that a script can write after `tf`. */
  | { type: 'listNames'; request: RequestId }
  | { type: 'setBackend'; backend: BackendName }
  /** Writes the files in memory, and tells all about them but their bytes. With `optimizer`: its state too, where the format holds it. */
  | { type: 'exportWeights'; request: RequestId; format: WeightFormat; optimizer: boolean }
  /** A part of a file of this workbench's last export. */
  | { type: 'readExported'; request: RequestId; export: number; file: number; offset: number; length: number }
  /** The files of the last export will not be asked for again. */
  | { type: 'releaseExported' }
  /** Reads a file and holds it against the run's variables; nothing changes. The name says the format, and so do the bytes. */
  | { type: 'checkWeights'; request: RequestId; fileName: string; bytes: Uint8Array }
  /** Pins what this workbench's last check found, by these names of `WeightMatch`, and runs again from the top. */
  | { type: 'loadWeights'; request: RequestId; check: number; names: readonly string[] }
  /** Puts the pins back that were there before the last load, and runs again. */
  | { type: 'undoLoad' };

export type CommandType = Command['type'];
export type BackendName = 'cpu' | 'webgpu';
export type WeightFormat =
  'safetensors' | 'npz' | 'h5' | 'onnx' | 'tfjs' | 'csv' | 'historyJson' | 'json' | 'pytorch' | 'keras';
