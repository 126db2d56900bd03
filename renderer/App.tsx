import { useEffect, useState } from 'react';
import { Tabs, Tooltip } from 'radix-ui';
import { Banners } from './common/Banners';
import { HelpDialog } from './common/HelpDialog';
import { Notices } from './common/Notices';
import { Splitter } from './common/Splitter';
import { DropTarget } from './exchange/DropTarget';
import { ExportDialog } from './exchange/ExportDialog';
import { ImportDialog } from './exchange/ImportDialog';
import { importWeights } from './exchange/importWeights';
import { GraphView } from './graph/GraphView';
import { InspectorPanel } from './inspector/InspectorPanel';
import { LeftPanel, useShownPanel } from './LeftPanel';
import { UnsavedDialog } from './notebook/UnsavedDialog';
import { fitPanels, LEAST_PANEL } from './panelWidths';
import { PlotsPanel } from './plots/PlotsPanel';
import { useViewStore, type ViewState } from './stores/viewStore';
import { useTheme } from './theme/useTheme';
import { TopBar } from './topbar/TopBar';
import { Transport } from './transport/Transport';
import { useKeyboard } from './useKeyboard';
import { useMenu } from './useMenu';
import styles from './App.module.css';

/** The workbench: top bar, script, graph, inspector and plots, transport. */
export function App() {
  useTheme();
  useKeyboard();
  useMenu();
  return (
    <Tooltip.Provider>
      <div className={styles.app}>
        <TopBar onImport={() => void importWeights()} />
        <Banners />
        <Regions />
        <Transport />
      </div>
      <ExportDialog />
      <ImportDialog />
      <DropTarget />
      <UnsavedDialog />
      <HelpDialog />
      <Notices />
    </Tooltip.Provider>
  );
}

function Regions() {
  const leftWidth = useShownPanel() === 'notebook' ? 'notebookPanelWidth' : 'leftPanelWidth';
  const wanted = { left: useViewStore((s) => s[leftWidth]), right: useViewStore((s) => s.rightPanelWidth) };
  const { left, right, mostLeft, mostRight } = fitPanels(wanted, useWindowWidth());
  return (
    <main className={styles.regions} style={{ gridTemplateColumns: `${left}px 1px minmax(0, 1fr) 1px ${right}px` }}>
      <div className={styles.region}>
        <LeftPanel />
      </div>
      <Splitter
        label="Width of the left panel"
        panel="left"
        width={left}
        least={LEAST_PANEL}
        most={mostLeft}
        onChange={(width) => useViewStore.setState({ [leftWidth]: width, rightPanelWidth: right })}
      />
      <div className={styles.region}>
        <GraphView />
      </div>
      <Splitter
        label="Width of the inspector"
        panel="right"
        width={right}
        least={LEAST_PANEL}
        most={mostRight}
        onChange={(rightPanelWidth) => useViewStore.setState({ [leftWidth]: left, rightPanelWidth })}
      />
      <RightPanel />
    </main>
  );
}

function RightPanel() {
  const panel = useViewStore((s) => s.rightPanel);
  return (
    <Tabs.Root
      className={styles.right}
      value={panel}
      onValueChange={(value) => useViewStore.setState({ rightPanel: value as ViewState['rightPanel'] })}
    >
      <Tabs.List className={styles.tabs} aria-label="Inspector and plots">
        <Tabs.Trigger value="inspector">Inspector</Tabs.Trigger>
        <Tabs.Trigger value="plots">Plots</Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="inspector" className={styles.tab} tabIndex={-1}>
        <InspectorPanel />
      </Tabs.Content>
      <Tabs.Content value="plots" className={styles.tab} tabIndex={-1}>
        <PlotsPanel />
      </Tabs.Content>
    </Tabs.Root>
  );
}

function useWindowWidth(): number {
  const [width, setWidth] = useState(window.innerWidth);
  useEffect(() => {
    const onResize = () => setWidth(window.innerWidth);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  return width;
}
