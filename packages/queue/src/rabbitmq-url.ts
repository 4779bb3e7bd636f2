import { readFileSync } from 'node:fs';
import { readableUrl } from '@outlay/service-kit/readable-url.ts';
import { InvalidQueueUrlError } from './errors.ts';

/**
 * What of a RabbitMQ URL its client does not read by itself: the certificate authority that `cacertfile`
 * names. Throws an {@link InvalidQueueUrlError} for a URL that can't be used, without repeating it.
 */
export function readRabbitmqUrl(text: string): { readonly ca?: Buffer } {
  const url = readableUrl(text);
  if (!url?.hostname) {
    throw new InvalidQueueUrlError(
      'it must be a URL like amqp://user:password@host:5672/virtual-host',
    );
  }
  const file = url.searchParams.get('cacertfile');
  if (!file) return {};
  try {
    return { ca: readFileSync(file) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InvalidQueueUrlError(`cacertfile names a file that can't be read (${code})`);
  }
}
