#!/usr/bin/env node
/**
 * The image's one command: `outlay <piece>` runs a piece, `outlay <task>` does something once and ends.
 * It imports the module into this very process, which is a container's first. So a signal reaches the
 * piece itself, its exit status is the container's, and nothing is left that would need reaping.
 */
import { existsSync } from 'node:fs';

/** What can be run, by its words, with the module that does it and what `outlay help` says of it. */
const commands = {
  auth: ['subgraphs/auth/src/main.ts', 'identities, sessions, signing keys'],
  user: ['subgraphs/user/src/main.ts', 'profiles, preferences, contact channels'],
  ledger: ['subgraphs/ledger/src/main.ts', 'books, transactions, imports'],
  reporting: ['subgraphs/reporting/src/main.ts', 'aggregates, budgets, reports'],
  notification: ['subgraphs/notification/src/main.ts', 'alerts, deliveries, live alerts'],
  gateway: ['gateway/src/main.ts', 'the door: the whole graph at /graphql'],
  'dead-deliveries': [
    'subgraphs/notification/src/dead-deliveries.ts',
    'messages that could not be sent: list, replay',
  ],
  rebuild: ['subgraphs/reporting/src/rebuild.ts', 'rebuilds the aggregates; --check only compares'],
  'rotate-signing-key': ['subgraphs/auth/src/rotate-signing-key.ts', 'a new key signs tokens'],
};

/** What is done to one subgraph, which is the next word. */
const tasks = {
  migrate: ['migrate.ts', 'brings its database up to date'],
  'dead-letters': [
    'dead-letters.ts',
    'events that it could not apply: list, show, replay, discard',
  ],
};

const root = new URL('../', import.meta.url);
const [word = 'help', ...rest] = process.argv.slice(2);

if (word === 'help' || word === '--help') process.stdout.write(usage());
else if (word === 'health') await health();
else if (Object.hasOwn(tasks, word)) await task(word, rest);
else if (Object.hasOwn(commands, word)) await run(commands[word][0], rest);
else refuse(`There is no "${word}" here.`);

/**
 * The kernel gives a container's first process no signal that it has no handler for, so one told to stop
 * while its modules still load would be killed in the end. Until the piece takes signals itself, they
 * end the process here: nothing has been started yet.
 * @param {string} module
 * @param {string[]} args
 */
async function run(module, args) {
  for (const [signal, status] of /** @type {const} */ ([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])) {
    process.on(signal, () => process.listenerCount(signal) === 1 && process.exit(status));
  }
  const file = new URL(module, root);
  process.argv = [process.execPath, file.pathname, ...args];
  await import(file.href);
}

/** @param {keyof typeof tasks} name @param {string[]} args The subgraph, and what the task takes. */
async function task(name, [subgraph, ...args]) {
  const [file] = tasks[name];
  const module = commands[subgraph ?? '']?.[0] ?? '';
  const own = module.replace('main.ts', file);
  if (own === module || !module.startsWith('subgraphs/') || !existsSync(new URL(own, root))) {
    refuse(`Say which subgraph: outlay ${name} ledger, for instance.`);
  }
  await run(own, args);
}

/** Ends with 0 when the piece in this container says that it can be sent requests. */
async function health() {
  const { PORT = '4000' } = process.env;
  try {
    const answer = await fetch(`http://127.0.0.1:${PORT}/readyz`, {
      signal: AbortSignal.timeout(4_000),
    });
    process.stdout.write(`${await answer.text()}\n`);
    process.exitCode = answer.ok ? 0 : 1;
  } catch (error) {
    refuse(`Nothing answers at port ${PORT}: ${error.cause?.message ?? error.message}`, 1);
  }
}

function usage() {
  const lines = Object.entries(commands).map(([name, [, meaning]]) => row(name, meaning));
  const ofOne = Object.entries(tasks).map(([name, [, does]]) => row(`${name} <subgraph>`, does));
  return `Usage: outlay <command>

${lines.join('')}${ofOne.join('')}${row('health', 'asks the piece in this container whether it is ready')}
`;
}

/** @param {string} name @param {string} meaning */
function row(name, meaning) {
  return `  ${name.padEnd(24)} ${meaning}\n`;
}

/** @param {string} message @param {number} status */
function refuse(message, status = 2) {
  process.stderr.write(status === 2 ? `${message}\n\n${usage()}` : `${message}\n`);
  process.exit(status);
}
