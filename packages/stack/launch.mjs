/**
 * `node launch.mjs <module> [arguments…]` runs the module on Node 24, whatever Node it was called
 * with: plain JavaScript that any Node since 18 can read. npm brings Node 24 along as a package, but
 * its binary arrives in an install script; where that was blocked, the machine's own Node is used
 * without a word, and fails on TypeScript with a riddle. This says what to do instead.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const wanted = 'v24.';
const installed = fileURLToPath(new URL('../../node_modules/node', import.meta.url));
const [target, ...rest] = process.argv.slice(2);

if (target === undefined) {
  stop('Usage: node launch.mjs <module> [arguments…]', 2);
} else if (process.version.startsWith(wanted)) {
  const module = resolve(target);
  process.argv = [process.execPath, module, ...rest];
  await import(pathToFileURL(module).href);
} else {
  runOn(`${installed}/bin/node`);
}

/** @param {string} node The binary of the package from npm. */
function runOn(node) {
  const answer = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (!answer.stdout?.startsWith(wanted)) stop(`Outlay needs Node 24; ${remedy(answer)}`, 1);
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1));
  });
}

/** @param {{ error?: Error, stdout?: string, stderr?: string }} answer */
function remedy(answer) {
  const here = `this is ${process.version}`;
  if (!existsSync(installed)) return `${here}. Run npm install, then start again.`;
  if (!existsSync(`${installed}/bin/node`)) {
    return (
      `${here}, because npm didn't run the install script that brings its own. ` +
      'Run npm rebuild node --ignore-scripts=false, then start again ' +
      '(if npm still blocks it: npm approve-scripts node).'
    );
  }
  const why = answer.error?.message ?? `it answers "${(answer.stdout || answer.stderr)?.trim()}"`;
  return (
    `${here}, and ${installed}/bin/node doesn't run on this machine (${why}). ` +
    'Run npm ci here, or use a Node 24 of your own.'
  );
}

/**
 * @param {string} message One line for the person at the terminal.
 * @param {number} code
 */
function stop(message, code) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
