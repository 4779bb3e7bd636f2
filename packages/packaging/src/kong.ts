import { z } from 'zod';

/**
 * Kong's configuration, as far as ours goes; anything else is refused. No Kong is here to read it: the
 * shapes are those of the reference of its entities and plugins, version 3.
 */
const count = z.int().positive();

/** The settings of each plugin that we use, the same in kong.yml and in a KongPlugin of Kubernetes. */
export const kongPlugins = z.strictObject({
  'rate-limiting': z.strictObject({
    limit_by: z.literal('ip'),
    second: count,
    minute: count,
    policy: z.enum(['local', 'redis']),
    fault_tolerant: z.boolean(),
  }),
  'request-size-limiting': z.strictObject({
    allowed_payload_size: count,
    size_unit: z.literal('bytes'),
    require_content_length: z.boolean(),
  }),
  cors: z.strictObject({
    origins: z.array(z.url()),
    methods: z.array(z.enum(['GET', 'POST'])),
    headers: z.array(z.string()),
    exposed_headers: z.array(z.string()),
    credentials: z.boolean(),
    max_age: count,
  }),
  'correlation-id': z.strictObject({
    header_name: z.string(),
    generator: z.enum(['uuid', 'uuid#counter', 'tracker']),
    echo_downstream: z.boolean(),
  }),
  prometheus: z.strictObject({ status_code_metrics: z.boolean(), latency_metrics: z.boolean() }),
});

const route = z.strictObject({
  name: z.string(),
  paths: z.array(z.string().regex(/^~?\//)),
  methods: z.array(z.enum(['GET', 'POST', 'OPTIONS'])),
  protocols: z.tuple([z.literal('http'), z.literal('https')]),
  strip_path: z.boolean(),
  preserve_host: z.boolean(),
});

const service = z.strictObject({
  name: z.string(),
  url: z.url({ protocol: /^http$/ }),
  retries: z.int(),
  connect_timeout: count,
  read_timeout: count,
  write_timeout: count,
  routes: z.array(route),
});

/** The whole of kong.yml, its plugins by name. */
export const kongFile = z.strictObject({
  _format_version: z.literal('3.0'),
  services: z.tuple([service]),
  plugins: z
    .array(z.strictObject({ name: z.string(), config: z.unknown() }))
    .transform((plugins) => Object.fromEntries(plugins.map(({ name, config }) => [name, config])))
    .pipe(kongPlugins),
});

export type KongRoute = z.output<typeof route>;

/** The route of a request, by Kong's rules: `~` is a pattern from the start, the rest are prefixes. */
export function routed(
  routes: readonly KongRoute[],
  method: string,
  path: string,
): string | undefined {
  const matches = (given: string): boolean =>
    given.startsWith('~') ? new RegExp(`^${given.slice(1)}`).test(path) : path.startsWith(given);
  return routes.find(
    ({ methods, paths }) => methods.some((one) => one === method) && paths.some(matches),
  )?.name;
}
