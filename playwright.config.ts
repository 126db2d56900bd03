import { defineConfig } from '@playwright/test';

// The tests drive the real, built app (e2e/support/launch.ts); Playwright's own browsers are never used.
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // Each app brings several processes: one at a time keeps timings steady on small machines.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env.TAPEDECK_E2E_REPORT ?? 'test-results/report.json' }]],
});
