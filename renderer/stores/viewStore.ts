import { create } from 'zustand';
import type { GroupId, NodeId } from '../../engine/protocol';

export type Theme = 'system' | 'light' | 'dark';

/** A request to do something once: `token` changes with every request, so asking twice works. */
export interface Once<T> {
  what: T;
  token: number;
}

export interface Notice {
  id: number;
  kind: 'info' | 'error';
  text: string;
}

/** What only the window knows: selection, panels, requests to the viewport. Nothing here is a number of the engine. */
export interface ViewState {
  selectedNode: NodeId | null;
  rightPanel: 'inspector' | 'plots';
  theme: Theme;
  /** What `theme` comes to, with the system's preference in it. */
  resolvedTheme: 'light' | 'dark';
  /** Moments per second when playing. */
  speed: number;
  leftPanelWidth: number;
  /** Of the left panel while it shows a notebook. */
  notebookPanelWidth: number;
  rightPanelWidth: number;
  /** What the left panel shows, where a notebook is open beside the script. */
  leftPanel: 'script' | 'notebook';
  /** The text in the editor; `useEngineStore` has the script that runs. */
  draft: string;
  /** The lesson the draft began as: stays when the script is edited and run. */
  baseLesson: string | null;
  /** After the opening: the first slider shows that it can be dragged. Any input ends it. */
  pulseTunable: boolean;
  /** Lines of the run whose nodes are lit, since a person pointed at them in the code; null for none. */
  litLines: ReadonlySet<number> | null;
  /** Asks the editor to show a line of the run (1-based). */
  revealLine: Once<number> | null;
  /** Asks the graph to bring everything, or one node, into view. */
  viewport: Once<'fit' | NodeId> | null;
  /** Groups opened or closed by hand; the others follow the size of the graph. */
  openGroups: Readonly<Record<GroupId, boolean>>;
  searchOpen: boolean;
  /** The nodes that match the search; null when nothing is searched for. */
  found: ReadonlySet<NodeId> | null;
  helpOpen: boolean;
  exportOpen: boolean;
  /** The id of the format that was chosen last. */
  exportFormat: string | null;
  notices: readonly Notice[];
  /** A notebook with unsaved changes is about to make place for another; null when none is. */
  unsavedQuestion: { name: string; answer(choice: 'save' | 'discard' | 'cancel'): void } | null;
}

export const useViewStore = create<ViewState>(() => ({
  selectedNode: null,
  rightPanel: 'inspector',
  theme: 'system',
  resolvedTheme: 'light',
  speed: 2,
  leftPanelWidth: 360,
  notebookPanelWidth: 470,
  rightPanelWidth: 310,
  leftPanel: 'script',
  draft: '',
  baseLesson: null,
  pulseTunable: false,
  litLines: null,
  revealLine: null,
  viewport: null,
  openGroups: {},
  searchOpen: false,
  found: null,
  helpOpen: false,
  exportOpen: false,
  exportFormat: null,
  notices: [],
  unsavedQuestion: null,
}));

let token = 0;
const set = useViewStore.setState;

export function selectNode(node: NodeId | null): void {
  set({ selectedNode: node, litLines: null });
}

export function setDraft(draft: string): void {
  set({ draft });
}

export function revealLine(line: number): void {
  set({ revealLine: { what: line, token: ++token } });
}

/** Lights the nodes that these lines of the run made, and the lines; an empty list lights none. */
export function lightLines(lines: readonly number[]): void {
  set({ litLines: lines.length > 0 ? new Set(lines) : null });
}

/** Nothing is selected and nothing lit any more. */
export function clearChoice(): void {
  set({ selectedNode: null, litLines: null });
}

export function requestViewport(what: 'fit' | NodeId): void {
  set({ viewport: { what, token: ++token } });
}

export function setGroupOpen(group: GroupId, open: boolean): void {
  set((s) => ({ openGroups: { ...s.openGroups, [group]: open } }));
}

/** Shows a message at the bottom of the window until it is closed or, for `info`, a few seconds have passed. */
export function notify(kind: Notice['kind'], text: string): void {
  const id = ++token;
  set((s) => ({ notices: [...s.notices.slice(-2), { id, kind, text }] }));
}

export function dismissNotice(id: number): void {
  set((s) => ({ notices: s.notices.filter((notice) => notice.id !== id) }));
}
