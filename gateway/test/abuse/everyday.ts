import { postOf } from '../fixture/bytes.ts';

/** What clients ask that do nothing wrong. */
export function everyday(token: string): string {
  const query = '{ me { id name notes { text } } }';
  return postOf(JSON.stringify({ query }), `authorization: Bearer ${token}\r\n`);
}
