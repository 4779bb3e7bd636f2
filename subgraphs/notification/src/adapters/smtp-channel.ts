import { createTransport } from 'nodemailer';
import { type Channel, ChannelError, type Message } from './channel.ts';

export type SmtpSettings = {
  /**
   * `smtps://…` speaks TLS from the start; `smtp://…` turns to it when the server offers STARTTLS, and
   * insists on it before it sends a password to another machine. Nodemailer's options can be added to the
   * query: `?requireTLS=true`, `?tls.servername=mail.example`.
   */
  readonly url: string;
  /** The sender: `Outlay <alerts@example.org>`. */
  readonly from: string;
  /** Connections kept open at most. */
  readonly connections: number;
  /** How long any one step may take. */
  readonly timeoutMs: number;
};

/** Sends e-mail to a mail server (RFC 5321), which takes over from there. */
export function smtpChannel(settings: SmtpSettings): Channel {
  const { timeoutMs } = settings;
  const transport = createTransport({
    pool: true,
    maxConnections: settings.connections,
    ...securityOf(new URL(settings.url)),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // A message never makes this process read a file or call an address.
    disableFileAccess: true,
    disableUrlAccess: true,
    url: settings.url,
  });
  const domain = /@([^\s>]+)/.exec(settings.from)?.[1] ?? 'outlay.invalid';
  return {
    kind: 'EMAIL',
    send: async ({ deliveryId, to, subject, text, html }: Message, signal) => {
      const mail = {
        from: settings.from,
        // As an object it is taken as it is: no list, no comment, one recipient.
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${deliveryId}@${domain}>`,
        // RFC 3834: keeps holiday notices from answering.
        headers: { 'Auto-Submitted': 'auto-generated' },
        // Takes it off the pool's queue or closes its connection; newer than the type definitions.
        signal,
      };
      try {
        await transport.sendMail(mail);
      } catch (error) {
        throw explained(error);
      }
    },
    close: async () => transport.close(),
  };
}

function securityOf(url: URL): { requireTLS?: true; tls: { minVersion: 'TLSv1.2' } } {
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const exposed = url.protocol === 'smtp:' && url.username !== '' && !local;
  return { ...(exposed ? { requireTLS: true as const } : {}), tls: { minVersion: 'TLSv1.2' } };
}

/**
 * The server's words may quote the address, so only codes are kept. A reply of 5xx to the envelope or the
 * message is the server's last word (RFC 5321, section 4.2.1), but for 503, which is about the session.
 * One to the log-in is the operator's to put right, and worth another try.
 */
function explained(error: unknown): ChannelError {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const reply = typeof responseCode === 'number' ? responseCode : null;
  const aboutMessage = code === 'EENVELOPE' || code === 'EMESSAGE';
  const reason = [typeof code === 'string' ? code : 'ESMTP', reply ?? ''].join(' ').trim();
  const permanent = aboutMessage && reply !== null && reply >= 500 && reply !== 503;
  return new ChannelError(reason, { permanent });
}
