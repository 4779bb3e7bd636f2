import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from './root.ts';
import { toolPath } from './tools.ts';

const condition = z.object({ condition: z.string() });
const limits = z.object({ cpus: z.coerce.number(), memory: z.string() });
const service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  profiles: z.array(z.string()).default([]),
  command: z.array(z.string()).nullish(),
  entrypoint: z.array(z.string()).nullish(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  depends_on: z.record(z.string(), condition).default({}),
  healthcheck: z
    .object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() })
    .optional(),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
  user: z.string().optional(),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().optional(),
  networks: z.record(z.string(), z.object({ ipv4_address: z.string().optional() }).nullable()),
  ports: z
    .array(z.object({ host_ip: z.string().optional(), target: z.number(), published: z.string() }))
    .default([]),
  volumes: z
    .array(
      z.object({
        type: z.string(),
        source: z.string(),
        target: z.string(),
        read_only: z.boolean().optional(),
      }),
    )
    .default([]),
  deploy: z.object({ resources: z.object({ limits }) }),
});

const project = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
});

export type Service = z.output<typeof service>;
export type Project = z.output<typeof project>;

/**
 * The project that `docker compose` would see: docker-compose.yml loaded by compose-go, the loader inside
 * it, which checks the file against the Compose Specification and merges its anchors. All profiles are
 * on. Only variables are filled in here, as the loader's own command has no way to be given any. Throws
 * what the loader complains of.
 */
export async function loadCompose(
  variables: Readonly<Record<string, string>>,
  text: string,
): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'outlay-compose-'));
  try {
    const file = join(folder, 'docker-compose.yml');
    writeFileSync(file, fillIn(text, variables));
    const ran = spawnSync(await toolPath('compose-spec'), ['--format', 'json', file], {
      cwd: root,
      env: { COMPOSE_PROFILES: '*', COMPOSE_DISABLE_ENV_FILE: '1' },
      encoding: 'utf8',
    });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return project.parse(JSON.parse(ran.stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `${NAME}`, `${NAME:-otherwise}` and `${NAME:?message}`; one that has no value is left to the loader. */
function fillIn(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (whole, name: string, otherwise?: string) => variables[name] || (otherwise ?? whole),
  );
}

/** The variables of a file such as .env. */
export function readVariables(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
