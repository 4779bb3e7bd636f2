import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { buildContext } from './context.ts';
import { execute } from './container.ts';
import { readDockerfile, type Stage, type Step } from './dockerfile.ts';

/** What an engine would have built: the files of the last stage, and how they are run. */
export type Image = Disposable & {
  /** A folder that holds what the image adds to Debian, at the places where it has it. */
  readonly files: string;
  readonly config: Stage;
};

type Built = { readonly files: string; readonly workdir: string; readonly stage: Stage };

/**
 * Builds an image by doing what its Dockerfile says, without an engine: COPY copies from the same build
 * context, RUN runs in a namespace of its own on the stage's files (see {@link execute}). Only the base
 * image is made up: this machine's Debian with npm's Node and this machine's npm in /usr/local. Each
 * stage begins as hard links to the one before, so a RUN must replace files and never write into them.
 */
export function buildImage(folder: string, dockerfile: string): Image {
  const work = mkdtempSync(join(tmpdir(), 'outlay-image-'));
  const dispose = () => rmSync(work, { recursive: true, force: true });
  try {
    const built = new Map<string, Built>();
    let last: Built | undefined;
    for (const [number, stage] of readDockerfile(dockerfile).entries()) {
      last = buildStage(stage, join(work, String(number)), folder, built);
      if (stage.name !== undefined) built.set(stage.name, last);
    }
    return { files: last!.files, config: last!.stage, [Symbol.dispose]: dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

function buildStage(
  stage: Stage,
  files: string,
  folder: string,
  built: ReadonlyMap<string, Built>,
): Built {
  const base = built.get(stage.base);
  if (base) execFileSync('cp', ['-al', base.files, files]);
  else layBase(files, folder, stage.base);
  const workdir = stage.workdir ?? base?.workdir ?? '/';
  mkdirSync(join(files, workdir), { recursive: true });
  for (const step of stage.steps) take(step, { files, workdir, stage }, folder, built);
  // A stage runs in the place that its base set.
  return { files, workdir, stage: { ...stage, workdir } };
}

function take(step: Step, into: Built, folder: string, built: ReadonlyMap<string, Built>): void {
  if (step.kind === 'run') {
    const command = ['/bin/sh', '-c', step.command];
    execute(into.files, command, { build: true, cwd: into.workdir, env: into.stage.env });
    return;
  }
  const target = join(into.files, posix.resolve(into.workdir, step.to));
  for (const source of step.sources) {
    if (step.from === undefined) copyContext(folder, source, target);
    else execFileSync('cp', ['-a', `${join(built.get(step.from)!.files, source)}/.`, target]);
  }
}

function copyContext(folder: string, source: string, target: string): void {
  const prefix = source === '.' ? '' : `${source}/`;
  const files = buildContext(folder).filter((file) => file.startsWith(prefix));
  if (files.length === 0) throw new Error(`COPY ${source}: nothing of that name in the context`);
  for (const file of files) {
    const to = join(target, file.slice(prefix.length));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(folder, file), to, { verbatimSymlinks: true });
  }
}

/** What the base image adds to Debian: Node of just the version that its tag names, and npm. */
function layBase(files: string, folder: string, tag: string): void {
  const local = join(files, 'usr/local');
  const node = resolve(folder, 'node_modules/node/bin/node');
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  if (tag !== `node:${version}-bookworm-slim`) {
    throw new Error(`${tag} is not the Node of package.json, ${version}`);
  }
  const found = execFileSync('sh', ['-c', 'realpath "$(command -v npm)"'], { encoding: 'utf8' });
  const npm = resolve(found.trim(), '../..');
  mkdirSync(join(local, 'bin'), { recursive: true });
  mkdirSync(join(local, 'lib/node_modules'), { recursive: true });
  execFileSync('cp', ['-a', node, join(local, 'bin/node')]);
  execFileSync('cp', ['-a', npm, join(local, 'lib/node_modules/npm')]);
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
}
