import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from './hmac.ts';
import { RequestSignatureError } from './request-signature.ts';

/**
 * How a subgraph knows that what comes on a connection comes from the gateway, at the price of one HMAC for
 * a whole message. The request that opened the connection was signed (request-signature.ts); the subgraph
 * answers it with a challenge, and both derive a key from the secret, that signature and the challenge. So
 * a key is of one connection alone, also for whoever recorded another one. Each message then carries an
 * HMAC-SHA-256 over its number and itself: one that is altered, left out, out of order or comes again has
 * another.
 */
export type Connection = {
  readonly subgraph: string;
  /** The signature of the request that opened it. */
  readonly signature: string;
  /** What the subgraph answered, see {@link newChallenge}. */
  readonly challenge: string;
};

const keyBytes = 32;
const challengeBytes = 16;
/** An HMAC-SHA-256 in base64url. */
const macLength = 43;

export function newChallenge(): string {
  return randomBytes(challengeBytes).toString('base64url');
}

/** Signs the messages of a connection, each of which is to be sent, in this order. */
export function messageSigner(secret: string, connection: Connection): (message: string) => string {
  const mac = hmacSha256(keyOf(secret, connection));
  let count = 0;
  return (message) => {
    count += 1;
    return `${mac(numbered(count, message)).toString('base64url')}\n${message}`;
  };
}

/** Gives the message that was signed; throws {@link RequestSignatureError} for any but the next one. */
export function messageVerifier(
  secret: string,
  connection: Connection,
): (signed: string) => string {
  const mac = hmacSha256(keyOf(secret, connection));
  let count = 0;
  return (signed) => {
    count += 1;
    const message = messageIn(signed);
    const expected = Buffer.from(`${mac(numbered(count, message)).toString('base64url')}\n`);
    const given = Buffer.from(signed.slice(0, macLength + 1));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return message;
    throw new RequestSignatureError('A message is not the one that the gateway signed next.');
  };
}

/** What was signed, for whoever checks it or believes it. */
export function messageIn(signed: string): string {
  return signed.slice(macLength + 1);
}

/** A number has no line break, so no two have the same bytes. */
function numbered(count: number, message: string): string {
  return `${count}\n${message}`;
}

/** HKDF (RFC 5869). The secret signs requests as well; what is derived is used for nothing else. */
function keyOf(secret: string, { subgraph, signature, challenge }: Connection): string {
  const purpose = `outlay operations of ${subgraph}\n${signature}`;
  return Buffer.from(hkdfSync('sha256', secret, challenge, purpose, keyBytes)).toString(
    'base64url',
  );
}
