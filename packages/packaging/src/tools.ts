import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '@outlay/testkit/config.ts';
import { runProgram } from '@outlay/testkit/engines/programs.ts';
import { goPath } from './go.ts';

/**
 * Programs that judge what Outlay is delivered as, each the real one: Helm itself, the loader that
 * `docker compose` has inside, and the Kubernetes project's own validator with the API server's schemas.
 * They come as source through Go's module proxy, of a pinned version that Go checks by its sum.
 */
const tools = {
  helm: { module: 'helm.sh/helm/v3/cmd/helm', version: 'v3.22.0' },
  'compose-spec': { module: 'github.com/compose-spec/compose-go/v2/cmd', version: 'v2.16.2' },
  'kubectl-validate': { module: 'sigs.k8s.io/kubectl-validate', version: 'v0.0.4' },
} as const;

export type ToolName = keyof typeof tools;

/**
 * The path of a program, built when the user's cache folder has none of its version yet, which takes a
 * minute or two.
 */
export async function toolPath(name: ToolName): Promise<string> {
  const { module, version } = tools[name];
  const path = join(cacheFolder(), `${name}-${version}`);
  if (existsSync(path)) return path;
  await mkdir(cacheFolder(), { recursive: true });
  const go = await goPath();
  const work = await mkdtemp(join(cacheFolder(), 'building-'));
  try {
    process.stderr.write(`Building ${name} ${version} for the tests\n`);
    await runProgram('env', [`GOBIN=${work}`, go, 'install', `${module}@${version}`]);
    await rename(join(work, module.split('/').at(-1)!), path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}
