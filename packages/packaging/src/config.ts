/** The only reader of the environment in this package. */

/** What npm must be told on this machine to reach its registry, for an environment that is otherwise empty. */
export function networkEnvironment(): Record<string, string> {
  const wanted = /^(npm_config_\w+|node_extra_ca_certs|ssl_cert_\w+|(https?|no)_proxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      wanted.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}
