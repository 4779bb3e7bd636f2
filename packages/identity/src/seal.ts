import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts what must not be readable in a stolen database: contact addresses, signing keys.
 * AES-256-GCM with a random nonce; `context` (table, column, row) is authenticated with it, so a value
 * can't be moved to another row. Stored as `v1.<nonce>.<tag>.<ciphertext>` in base64url.
 */
export class Sealer {
  readonly #key: Buffer;
  readonly #indexKey: Buffer;

  /** `masterKey` is 32 bytes or more of secret text; the keys in use are derived from it (RFC 5869). */
  constructor(masterKey: string) {
    if (masterKey.length < 32) throw new Error('The master key has fewer than 32 characters.');
    this.#key = derive(masterKey, 'outlay/seal');
    this.#indexKey = derive(masterKey, 'outlay/blind-index');
  }

  seal(text: string, context: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
    return ['v1', ...parts].join('.');
  }

  /** Throws when the value was altered, belongs to another context or was sealed with another key. */
  open(sealed: string, context: string): string {
    const [version, ...parts] = sealed.split('.');
    const [nonce, tag, text] = parts.map(bytesOf);
    if (version !== 'v1' || parts.length !== 3 || nonce?.length !== nonceBytes || !tag || !text) {
      throw new Error('A sealed value is not of the form that this version writes.');
    }
    // Node takes a tag of 4 bytes, which is guessed soon, unless told how long it has to be.
    const decipher = createDecipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes })
      .setAAD(Buffer.from(context))
      .setAuthTag(tag);
    const opened = [decipher.update(text), decipher.final()];
    return Buffer.concat(opened).toString('utf8');
  }

  /** A keyed hash by which an encrypted value can be found again without being readable. */
  blindIndex(text: string, context: string): string {
    return createHmac('sha256', this.#indexKey)
      .update(`${Buffer.byteLength(context)}:`)
      .update(context)
      .update(text)
      .digest('base64url');
  }
}

function derive(masterKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, 'outlay', purpose, 32));
}

/** The bytes of a base64url text, or undefined where other text would stand for the same bytes. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
