import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

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
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const parts = [nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
    return ['v1', ...parts].join('.');
  }

  /** Throws when the value was altered, belongs to another context or was sealed with another key. */
  open(sealed: string, context: string): string {
    const [version, nonce, tag, text] = sealed.split('.');
    if (version !== 'v1' || !nonce || !tag || text === undefined) {
      throw new Error('A sealed value is not of the form that this version writes.');
    }
    const decipher = createDecipheriv('aes-256-gcm', this.#key, Buffer.from(nonce, 'base64url'))
      .setAAD(Buffer.from(context))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    const opened = [decipher.update(Buffer.from(text, 'base64url')), decipher.final()];
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
