import type { Settings } from '../../electron/bridge';
import { useEngineStore } from '../stores/engineStore';
import { useViewStore } from '../stores/viewStore';

const SAVE_AFTER_MILLISECONDS = 400;

/** Reads what was remembered into the view, and remembers from then on. */
export async function loadSettings(): Promise<Settings> {
  const settings = await window.tapedeck.getSettings();
  const { theme, speed, leftPanelWidth, notebookPanelWidth, rightPanelWidth, exportFormat } = settings;
  useViewStore.setState({
    theme,
    speed,
    leftPanelWidth,
    notebookPanelWidth,
    rightPanelWidth,
    exportFormat,
    baseLesson: settings.lastLesson,
  });
  rememberFromNow();
  return settings;
}

function rememberFromNow(): void {
  useViewStore.subscribe((now, before) => {
    if (now.theme !== before.theme) void window.tapedeck.setSettings({ theme: now.theme });
    if (now.exportFormat !== before.exportFormat) void window.tapedeck.setSettings({ exportFormat: now.exportFormat });
    if (WIDTHS.some((width) => now[width] !== before[width])) saveWidths();
  });
  useEngineStore.subscribe((now, before) => {
    if (now.lesson === before.lesson || now.lesson === null) return;
    useViewStore.setState({ baseLesson: now.lesson });
    void window.tapedeck.setSettings({ lastLesson: now.lesson });
  });
}

const WIDTHS = ['leftPanelWidth', 'notebookPanelWidth', 'rightPanelWidth'] as const;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Dragging a splitter changes a width many times a second; the last one is what counts. */
function saveWidths(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { leftPanelWidth, notebookPanelWidth, rightPanelWidth } = useViewStore.getState();
    void window.tapedeck.setSettings({ leftPanelWidth, notebookPanelWidth, rightPanelWidth });
  }, SAVE_AFTER_MILLISECONDS);
}
