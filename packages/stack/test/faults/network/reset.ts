import type { Socket } from 'node:net';

/**
 * Resets a connection. One that is just ending can only be closed: libuv refuses to reset it
 * (`uv_tcp_close_reset` says EINVAL), and the socket, which nobody closes then, keeps the process from
 * ever ending.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
