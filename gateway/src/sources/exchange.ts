import type { Dispatcher } from 'undici';

export type Exchanged = { readonly status: number; readonly text: string };

/**
 * Sends a JSON body by POST and reads the whole answer. Undici's own `request` gives a stream, which
 * costs as much again as sending does, for an answer that is read at once anyway.
 *
 * Rejects with the reason of the signal once that is aborted; a request that still waits for a connection
 * is then not sent.
 */
export function exchange(
  pool: Dispatcher,
  { path, headers, body }: { path: string; headers: string[]; body: string },
  signal?: AbortSignal,
): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    const pieces: Buffer[] = [];
    const giveUp = (): void => {
      reject(signal?.reason);
      controller?.abort(abandoned());
    };
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp);
    pool.dispatch(
      { path, method: 'POST', headers, body },
      {
        onRequestStart(started) {
          controller = started;
          if (signal?.aborted) controller.abort(abandoned());
        },
        onResponseStart(_controller, code) {
          status = code;
        },
        onResponseData(_controller, piece) {
          pieces.push(piece);
        },
        onResponseEnd() {
          signal?.removeEventListener('abort', giveUp);
          const [first = Buffer.alloc(0), ...more] = pieces;
          const whole = more.length === 0 ? first : Buffer.concat(pieces);
          resolve({ status, text: whole.toString() });
        },
        onResponseError(_controller, error) {
          signal?.removeEventListener('abort', giveUp);
          reject(error);
        },
      },
    );
  });
}

function abandoned(): Error {
  return new Error('Nobody waits for the answer any more.');
}
