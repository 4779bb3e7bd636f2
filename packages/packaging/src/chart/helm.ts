import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../root.ts';
import { toolPath } from '../tools.ts';

const chart = join(root, 'helm/outlay');
/** A Helm that Go built from its module says that it speaks to 1.20, whatever it knows. */
const kubernetes = '1.30';

export type Outcome = { readonly ok: boolean; readonly out: string; readonly err: string };

/** The values files that the checks are run with, each a way to install. */
export const valuesFiles = [
  'minimal',
  'external',
  'bundled',
  'kong',
  'fixed',
  'dedicated',
] as const;
export type ValuesFile = (typeof valuesFiles)[number];

/** `helm template` with one of the chart's values files and what is set on top of it, as Helm's --set has it. */
export async function template(
  values: ValuesFile | undefined,
  set: readonly string[] = [],
  templates = chart,
): Promise<Outcome> {
  const file = values === undefined ? [] : ['--values', join(chart, `ci/${values}.yaml`)];
  const sets = set.flatMap((one) => ['--set', one]);
  return helm(['template', 'outlay', templates, '--namespace', 'money', ...file, ...sets]);
}

/** The manifests of an install that must work. Throws what Helm complains of. */
export async function render(values: ValuesFile, set: readonly string[] = []): Promise<string> {
  const { ok, out, err } = await template(values, set);
  if (!ok) throw new Error(err);
  return out;
}

export async function lint(values: ValuesFile): Promise<Outcome> {
  return helm(['lint', '--strict', chart, '--values', join(chart, `ci/${values}.yaml`)]);
}

async function helm(args: readonly string[]): Promise<Outcome> {
  return run(await toolPath('helm'), [...args, '--kube-version', kubernetes]);
}

/**
 * Checks manifests by the API server's own code and schemas: types, required fields, and no field that it
 * doesn't know. What only a running cluster refuses, such as a strategy of no known name, passes here. Of
 * the custom resources, `crds/` has the part that the chart uses.
 */
export async function validateManifests(text: string): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-manifests-'));
  try {
    const file = join(folder, 'manifests.yaml');
    writeFileSync(file, text);
    const crds = fileURLToPath(new URL('crds', import.meta.url));
    const tool = await toolPath('kubectl-validate');
    return run(tool, ['--version', kubernetes, '--local-crds', crds, file]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, args: readonly string[]): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    // No cluster and no configuration of the person's own has a say in it.
    env: { PATH: '/usr/bin:/bin', HOME: tmpdir(), KUBECONFIG: '/dev/null' },
  });
  if (error) throw error;
  return { ok: status === 0, out: stdout, err: stderr };
}
