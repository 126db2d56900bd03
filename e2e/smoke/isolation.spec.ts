/** What keeps pages and scripts in their place: sandbox, isolation, policies, guards, sender checks. */
import { expect, test } from '@playwright/test';
import { HOST, pageAt, useApp, WORKBENCH } from '../support/launch';

const app = useApp();

test('both windows are sandboxed and isolated, and see nothing of Node', async () => {
  const { electron, workbench } = app();
  const host = await pageAt(electron, HOST);
  for (const page of [workbench, host]) {
    const seen = await page.evaluate(() => ({
      isolated: window.crossOriginIsolated,
      shared: typeof SharedArrayBuffer,
      node: ['require', 'process', 'Buffer', 'module'].filter((name) => name in window),
    }));
    expect(seen).toEqual({ isolated: true, shared: 'function', node: [] });
  }
  const windows = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => ({
      url: webContents.getURL(),
      preferences: (
        webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
      ).getLastWebPreferences(),
    })),
  );
  expect(windows).toHaveLength(2);
  for (const { preferences } of windows) {
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  }
});

test('only the workbench is shown', async () => {
  const visible = () =>
    app().electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((window) => window.isVisible())
        .map((window) => window.webContents.getURL()),
    );
  await expect.poll(visible).toEqual([`${WORKBENCH}index.html`]);
});

test('pages and workers carry the content security policy and are cross-origin isolated', async () => {
  const { electron, workbench, problems } = app();
  const host = await pageAt(electron, HOST);
  const headers = (page: typeof host, address: string) =>
    page.evaluate(async (url) => {
      const response = await fetch(url);
      return { status: response.status, ...Object.fromEntries(response.headers) } as Record<string, unknown>;
    }, address);
  const worker = host
    .workers()
    .map((each) => each.url())
    .find((url) => url.includes('engineWorker'));
  expect(worker, 'the engine worker runs').toBeDefined();
  for (const address of [`${HOST}host.html`, worker as string]) {
    const answer = await headers(host, address);
    expect(answer).toMatchObject({ status: 200, 'cross-origin-embedder-policy': 'require-corp' });
    expect(answer['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  }
  const page = await headers(workbench, `${WORKBENCH}index.html`);
  expect(page['content-security-policy']).toContain("script-src 'self';");
  expect((await headers(host, `${HOST}%2e%2e/main/main.cjs`)).status).toBe(404);
  expect((await headers(host, `${HOST}..%2fmain%2fmain.cjs`)).status).toBe(404);
  expect(problems.splice(0).filter((problem) => !problem.includes('404'))).toEqual([]);
});

test('text is never run as code in the workbench or the engine worker', async () => {
  const { electron, workbench, problems } = app();
  const host = await pageAt(electron, HOST);
  // Through a script element: an evaluation from outside is exempt from the policy.
  const runs = await workbench.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.inlineScriptRan = true';
    document.body.append(script);
    return 'inlineScriptRan' in window;
  });
  expect(runs).toBe(false);
  const [engine] = host.workers();
  // In a task of its own, for the same reason.
  const evaluated = await engine.evaluate(
    () =>
      new Promise<unknown>((resolve) => {
        setTimeout(() => {
          try {
            resolve(new Function('return 1')());
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      }),
  );
  expect(evaluated).toBe('EvalError');
  expect(problems.splice(0).join('\n')).toMatch(/Content Security Policy/);
});

test('pages cannot go elsewhere, open windows or get permissions', async () => {
  const { electron, workbench } = app();
  const before = workbench.url();
  const opened = await workbench.evaluate(() => {
    const result = window.open('https://example.org/') === null;
    window.location.href = 'app://host/host.html';
    return result;
  });
  expect(opened).toBe(true);
  const permission = await workbench.evaluate(() => Notification.requestPermission());
  expect(permission).toBe('denied');
  expect(workbench.url()).toBe(before);
  expect(await workbench.evaluate(() => window.location.href)).toBe(before);
  expect(electron.windows()).toHaveLength(2);
});

test('a call from any other page is refused', async () => {
  const { electron } = app();
  const answer = await electron.evaluate(async ({ app: main, BrowserWindow }) => {
    const foreign = new BrowserWindow({
      show: false,
      webPreferences: { preload: `${main.getAppPath()}/dist/preload/workbench.cjs`, sandbox: true },
    });
    try {
      await foreign.loadURL('data:text/html,<title>Foreign</title>');
      return (await foreign.webContents.executeJavaScript(
        'window.tapedeck.getSettings().then((settings) => JSON.stringify(settings), (error) => error.message)',
      )) as string;
    } finally {
      foreign.destroy();
    }
  });
  expect(answer).toBe('This page may not call the main process.');
});

test('arguments are checked', async () => {
  const refusals = await app().workbench.evaluate(async () => {
    const messageOf = (call: Promise<unknown>) =>
      call.then(
        () => 'accepted',
        (error: Error) => error.message,
      );
    return [
      await messageOf(window.tapedeck.setSettings({ theme: 'pink' as 'dark' })),
      await messageOf(window.tapedeck.openFile({ title: 'x', filters: [], maxBytes: 1e15 })),
    ];
  });
  expect(refusals[0]).toBe("setSettings: 'theme' has a value it cannot have");
  expect(refusals[1]).toMatch(/^openFile: maxBytes must be a number/);
});
