import type { NodeId, RequestId, SlotId, TunableKey } from './ids';
import type { CellSource, NotebookDocument, Pace } from './notebook';
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
  /** Ends the script wherever it is, or the cell that runs and those that wait. What was recorded stays. */
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
  /** Over the moments of the line that comes next, to the place before another line acts; back likewise. */
  | { type: 'nextLine' }
  | { type: 'previousLine' }
  /** To where the step's forward pass has ended: everything is on the tape. */
  | { type: 'toEndOfTape' }
  /** To the first variable that the next `applyGradients` changes. */
  | { type: 'nextUpdate' }
  | { type: 'seek'; head: PlayHead }
  | { type: 'toStart' }
  | { type: 'toEnd' }
  | { type: 'inspect'; request: RequestId; node: NodeId }
  | { type: 'readTensor'; request: RequestId; slot: SlotId; what: 'value' | 'gradient' }
  /** Asks for every name that a script can write after `tf`. */
  | { type: 'listNames'; request: RequestId }
  | { type: 'setBackend'; backend: BackendName }
  /** Writes the files in memory, and tells all about them but their bytes. With `optimizer`: its state too, where the format holds it. `name`: what the files are called, before the step; the lesson if left out. */
  | { type: 'exportWeights'; request: RequestId; format: WeightFormat; optimizer: boolean; name?: string }
  /** A part of a file of this workbench's last export. */
  | { type: 'readExported'; request: RequestId; export: number; file: number; offset: number; length: number }
  /** The files of the last export will not be asked for again. */
  | { type: 'releaseExported' }
  /** Reads a file and holds it against the run's variables; nothing changes. The name says the format, and so do the bytes. */
  | { type: 'checkWeights'; request: RequestId; fileName: string; bytes: Uint8Array }
  /** Pins what this workbench's last check found, by these names of `WeightMatch`, and runs again from the top. */
  | { type: 'loadWeights'; request: RequestId; check: number; names: readonly string[] }
  /** Puts the pins back that were there before the last load, and runs again. */
  | { type: 'undoLoad' }
  /* Notebooks */
  /** Parses a file of cells; nothing runs. The name's ending says the format. */
  | { type: 'readNotebook'; request: RequestId; fileName: string; bytes: Uint8Array }
  | { type: 'writeNotebook'; request: RequestId; document: NotebookDocument }
  /** A notebook takes the place of the script: what had run is let go, nothing runs. `lesson`: the one it is, if it is one. */
  | { type: 'openNotebook'; lesson: string | null }
  /** Queues cells, in order; they go on in the world that the cells before them left. */
  | { type: 'runCells'; cells: readonly CellSource[]; pace: Pace }
  /** Runs every cell that has run again, from the top, in a fresh world, with the pins as they are. The head stays where it was. */
  | { type: 'rerunCells' }
  /** Ends the interpreter, with all that it knew. What was recorded stays until a cell is run. */
  | { type: 'restartKernel' }
  /** The interpreter will be wanted: it starts in the background. */
  | { type: 'warmKernel' };

export type CommandType = Command['type'];
export type BackendName = 'cpu' | 'webgpu';
export type WeightFormat =
  'safetensors' | 'npz' | 'h5' | 'onnx' | 'tfjs' | 'csv' | 'historyJson' | 'json' | 'pytorch' | 'keras';
