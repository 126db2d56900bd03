import { createRoot } from 'react-dom/client';
import '@fontsource-variable/inter/wght.css';
import '@fontsource/jetbrains-mono/latin-400.css';
import '@fontsource/jetbrains-mono/latin-700.css';
import './theme/tokens.css';
import './theme/global.css';
import { App } from './App';
import { startUp } from './client/startUp';
import { notify } from './stores/viewStore';

createRoot(document.getElementById('root')!).render(<App />);
startUp().catch((error: unknown) => {
  notify('error', `The workbench could not start: ${error instanceof Error ? error.message : String(error)}`);
});
