import { randomBytes, timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from './hmac.ts';
import type { Viewer } from './viewer.ts';
import { readViewer, writeViewer } from './written-viewer.ts';

/**
 * How a subgraph knows that a request comes from the gateway and for whom: an HMAC-SHA-256 over the
 * subgraph's name, a timestamp, a nonce, the viewer, the client's address (auth counts attempts by it) and
 * the body, each prefixed by its length so that no two different requests have the same bytes. A request is refused when any of them was altered, when
 * it is older than {@link maxAgeMs}, or when its nonce was seen before.
 */
export const signatureHeader = 'x-outlay-signature';
export const viewerHeader = 'x-outlay-viewer';
export const clientAddressHeader = 'x-outlay-client-address';

/** How far the clocks of gateway and subgraph may be apart, and how long a nonce is remembered. */
export const maxAgeMs = 30_000;

export type SignedParts = {
  readonly signature: string;
  readonly viewer: string;
  /** Absent where the client has none, as inside the house. */
  readonly clientAddress?: string | undefined;
};

export class RequestSignatureError extends Error {
  override readonly name = 'RequestSignatureError';
  readonly code = 'REQUEST_SIGNATURE';
}

/** Signs one request to one subgraph. `now` is in milliseconds since the epoch. */
export function signRequest(
  secret: string,
  request: {
    readonly subgraph: string;
    readonly viewer: Viewer | null;
    readonly clientAddress?: string | undefined;
    readonly body: string;
  },
  now: number = Date.now(),
): SignedParts {
  const who = writeViewer(request.viewer);
  const nonce = nextNonce();
  const address = request.clientAddress ?? '';
  const mac = macOf(secret, [request.subgraph, String(now), nonce, who, address, request.body]);
  return {
    signature: `t=${now},n=${nonce},v1=${mac.toString('base64url')}`,
    viewer: who,
    ...(address && { clientAddress: address }),
  };
}

/** A memory of nonces that the processes of a subgraph share. */
export type Nonces = {
  /** Whether none of them has seen it yet; it is remembered for so many milliseconds. */
  readonly isNew: (nonce: string, forMs: number) => Promise<boolean>;
};

/**
 * Checks signed requests to one subgraph; remembers the nonces it has seen while they could be replayed.
 * Each process remembers its own, and asks the shared memory about the others' where there is one.
 */
export class RequestVerifier {
  readonly #secret: string;
  readonly #subgraph: string;
  readonly #shared: Nonces | undefined;
  /** Nonce → the last moment at which its request is young enough. A Map iterates in insertion order, so the oldest come first. */
  readonly #seen = new Map<string, number>();

  constructor(secret: string, subgraph: string, shared?: Nonces) {
    this.#secret = secret;
    this.#subgraph = subgraph;
    this.#shared = shared;
  }

  /** Gives the viewer of a genuine request; rejects with {@link RequestSignatureError} for any other. */
  async verify(
    parts: Partial<SignedParts>,
    body: string,
    now: number = Date.now(),
  ): Promise<Viewer | null> {
    const fields = /^t=(\d{1,16}),n=([\w-]{22}),v1=([\w-]{43})$/.exec(parts.signature ?? '');
    if (!fields || parts.viewer === undefined) throw refused('is not signed');
    const [, time, nonce, mac] = fields as unknown as [string, string, string, string];
    const address = parts.clientAddress ?? '';
    const signed = [this.#subgraph, time, nonce, parts.viewer, address, body];
    const expected = macOf(this.#secret, signed);
    const given = Buffer.from(mac, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw refused('has another signature');
    }
    if (Math.abs(now - Number(time)) > maxAgeMs) throw refused('is too old or too new');
    this.#forget(now);
    if (this.#seen.has(nonce)) throw refused('was seen before');
    this.#seen.set(nonce, now + 2 * maxAgeMs);
    const isNew = (await this.#shared?.isNew(nonce, 2 * maxAgeMs)) ?? true;
    if (!isNew) throw refused('was seen before');
    return readViewer(parts.viewer);
  }

  #forget(now: number): void {
    for (const [nonce, until] of this.#seen) {
      if (until >= now) return;
      this.#seen.delete(nonce);
    }
  }
}

/** By the secret: a process has one. */
const macs = new Map<string, (message: string) => Buffer>();

function macOf(secret: string, parts: readonly string[]): Buffer {
  const mac = macs.get(secret) ?? hmacSha256(secret);
  macs.set(secret, mac);
  return mac(parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''));
}

const nonceBytes = 16;
/** Asking the system for random bytes takes as long as signing, however few they are. */
let chance = Buffer.alloc(0);

function nextNonce(): string {
  if (chance.length < nonceBytes) chance = randomBytes(256 * nonceBytes);
  const nonce = chance.toString('base64url', 0, nonceBytes);
  chance = chance.subarray(nonceBytes);
  return nonce;
}

function refused(why: string): RequestSignatureError {
  return new RequestSignatureError(`The request ${why}; only the gateway may ask a subgraph.`);
}
