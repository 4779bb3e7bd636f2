import type { IncomingHttpHeaders } from 'node:http';
import { refusal } from '../guards/refusal.ts';

/**
 * Headers that no page can add to a request to another site unless that site agreed before (a preflight);
 * the last two are those that clients of Apollo send for this very reason.
 */
export const askedFirst = ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'];

/**
 * A link or an image of any page makes a visitor's browser send a GET. Only one that the page couldn't have
 * made is answered; throws a refusal (403) for any other, which tells whoever typed the address of the page
 * that there is for people, if there is one. A POST is told by its type: only JSON is read.
 */
export function checkCrossSite(headers: IncomingHttpHeaders, page?: string): void {
  if (askedFirst.some((name) => headers[name])) return;
  if (/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) return;
  const message =
    'Any page could make a browser send this. Add a header such as `apollo-require-preflight: true`, or send the operation by POST as JSON.';
  const typed = page !== undefined && /\btext\/html\b/.test(headers.accept ?? '');
  const pointer = `To look around in a browser, open \`${page}\`. `;
  throw refusal(403, 'CROSS_SITE_REQUEST', typed ? pointer + message : message);
}
