import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '@outlay/testkit/config.ts';
import { programPath, runProgram } from '@outlay/testkit/engines/programs.ts';
import { z } from 'zod';

/** What the tools are built by where the machine's own Go is too old to fetch a newer one itself. */
const version = '1.26.0';
const folders = ['/usr/local/go/bin', '/usr/lib/go/bin'];
const platforms: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * The path of a Go that builds any module. From 1.21 on Go fetches by itself the version that a module
 * asks for; Debian 12 has 1.19, which is given the same toolchain from the same place by hand.
 */
export async function goPath(): Promise<string> {
  const go = await programPath({ name: 'go', debianPackage: 'golang-go', folders });
  const [, minor] = /^go1\.(\d+)/.exec(await runProgram(go, ['env', 'GOVERSION'])) ?? [];
  if (Number(minor) >= 21) return go;
  const root = join(cacheFolder(), `go-${version}`);
  if (!existsSync(root)) await fetchToolchain(go, root);
  return join(root, 'bin', 'go');
}

/** Go checks the module by its sum in the public database of checksums. */
async function fetchToolchain(go: string, root: string): Promise<void> {
  process.stderr.write(`Fetching Go ${version} for the tests\n`);
  const platform = `${process.platform}-${platforms[process.arch] ?? process.arch}`;
  const module = `golang.org/toolchain@v0.0.1-go${version}.${platform}`;
  const answer = await runProgram(go, ['mod', 'download', '-json', module]);
  const { Dir } = z.object({ Dir: z.string() }).parse(JSON.parse(answer));
  const work = await mkdtemp(join(cacheFolder(), 'fetching-'));
  try {
    // A module's files are all read-only, and none can be run.
    await runProgram('cp', ['-R', '--no-preserve=mode', `${Dir}/.`, work]);
    const tools = join('pkg', 'tool', platform.replace('-', '_'));
    for (const folder of ['bin', tools]) {
      for (const name of await readdir(join(work, folder))) {
        await chmod(join(work, folder, name), 0o755);
      }
    }
    await rename(work, root);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
