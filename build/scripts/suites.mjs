// The two suites of tests, each run once with its results counted.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './root.mjs';
import { runNode } from './runCommand.mjs';
import { softwareVulkanEnvironment } from './softwareVulkan.mjs';

/** @typedef {{ passed: number, failed: number, ok: boolean }} Counts */

/**
 * Unit tests: vitest, in plain Node, with WebGPU on the software adapter that Electron carries.
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
export async function runUnitTests(args = []) {
  const report = freshReport('unit.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const env = { ...process.env, ...softwareVulkanEnvironment() };
  const code = await runNode('node_modules/vitest/vitest.mjs', ['run', ...reporters, ...args], { env });
  const { numPassedTests = 0, numFailedTests = 0, testResults = [] } = readReport(report);
  // A file that cannot even be loaded has no tests, and has failed all the same.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length, ok: code === 0 };
}

/**
 * End-to-end tests: Playwright, in the real Electron.
 * @param {string[]} args
 * @returns {Promise<Counts>}
 */
export async function runEndToEndTests(args = []) {
  const report = freshReport('e2e.json');
  const env = { ...process.env, TAPEDECK_E2E_REPORT: report };
  const code = await runNode('node_modules/@playwright/test/cli.js', ['test', ...args], { env });
  const { stats = {}, errors = [] } = readReport(report);
  const { expected = 0, flaky = 0, unexpected = 0 } = stats;
  return { passed: expected + flaky, failed: unexpected + errors.length, ok: code === 0 };
}

/**
 * Prints the one line that counts, and gives the exit code: 0 only when each suite ran something and all of it passed.
 * @param {Counts[]} suites
 */
export function conclude(suites) {
  const { passed, failed } = total(suites);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/**
 * The sum of all suites. A runner that ends badly without a failed test (it crashed, or found no tests)
 * counts as one failure.
 * @param {Counts[]} suites
 */
export function total(suites) {
  const failuresOf = ({ passed, failed, ok }) => failed || (ok && passed > 0 ? 0 : 1);
  return {
    passed: suites.reduce((sum, { passed }) => sum + passed, 0),
    failed: suites.reduce((sum, suite) => sum + failuresOf(suite), 0),
  };
}

function freshReport(name) {
  const report = path.join(ROOT, '.cache/reports', name);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  return report;
}

function readReport(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
}
