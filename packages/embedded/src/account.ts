import { spawn } from 'node:child_process';
import type { Stats } from 'node:fs';
import { EmbeddedPostgresError } from './errors.ts';

/** The operating-system user that runs the PostgreSQL programs. */
export interface Account {
  uid: number;
  gid: number;
  /** True when we are root and become this user; false when it is ourselves. */
  switched: boolean;
}

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Chooses who runs the engine. A plain user runs it as itself. PostgreSQL refuses root, so root
 * hands it to whoever owns the data or, where there is none yet, the folder it will be in (so that
 * `sudo npm start` and `npm start` share their data), and else to `nobody`.
 */
export async function chooseAccount(owners: Array<Stats | undefined>): Promise<Account> {
  const self = { uid: process.getuid!(), gid: process.getgid!(), switched: false };
  if (self.uid !== 0) return self;
  const chosen = owners.find((stats) => stats !== undefined && stats.uid !== 0)?.uid;
  return (chosen && (await lookUp(String(chosen)))) || (await lookUp('nobody')) || nobody;
}

const nobody: Account = { uid: 65_534, gid: 65_534, switched: true };

/** initdb insists on an entry in the user database, so a user without one is no candidate. */
async function lookUp(user: string): Promise<Account | undefined> {
  const self = { uid: 0, gid: 0, switched: false };
  const uid = await run(self, 'id', ['-u', user]);
  const named = await run(self, 'id', ['-nu', user]);
  const gid = await run(self, 'id', ['-g', user]);
  if (uid.code !== 0 || named.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout), switched: true };
}

/** What `spawn` needs in order to start a program as this account. */
export function identity(account: Account): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  // A fixed environment: PGDATA, PGPORT or a locale of the caller's must not reach the engine, and
  // messages have to be in English to be told apart.
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };
  return account.switched ? { uid: account.uid, gid: account.gid, env } : { env };
}

/** Runs a program to its end as the account. Throws only when it can't be spawned at all. */
export function run(
  account: Account,
  program: string,
  args: string[],
  options: { cwd?: string; input?: string } = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...identity(account), cwd: options.cwd ?? '/' });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.stderr += text));
    child.once('error', (error) => reject(account.switched ? cannotSwitch(error) : error));
    child.once('close', (code) => resolve({ ...outcome, code }));
    // A program that ends without reading its input is no failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

function cannotSwitch(error: NodeJS.ErrnoException): Error {
  if (error.code !== 'EPERM' && error.code !== 'EINVAL') return error;
  return new EmbeddedPostgresError(
    'CANNOT_LEAVE_ROOT',
    'PostgreSQL refuses to run as root, and this environment lets root become no other user. ' +
      'Start as a plain user.',
    { cause: error },
  );
}
