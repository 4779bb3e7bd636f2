/** A cache's URL that no adapter can make something of. The message never repeats it: it may hold a password. */
export class CacheUrlError extends Error {
  override readonly name = 'CacheUrlError';
  readonly code = 'CACHE_URL';
}

/** Redis answers, and refuses what the URL asks for: the password, the database, being a cluster. */
export class CacheRefusedError extends Error {
  override readonly name = 'CacheRefusedError';
  readonly code = 'CACHE_REFUSED';
}

/** Others changed a key as often as we tried to. */
export class CacheContendedError extends Error {
  override readonly name = 'CacheContendedError';
  readonly code = 'CACHE_CONTENDED';
}
