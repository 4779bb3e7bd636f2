import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export type ReceivedMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly messageId: string;
  /** Header and body as they came over the wire, dots unstuffed. */
  readonly raw: string;
};

/** What the receiver answers to an end of data, or nothing to take the mail. */
type Verdict = (mail: ReceivedMail) => string | null | Promise<string | null>;

/** A mail server of the smallest kind (RFC 5321 without extensions): it takes mail and keeps it. */
export async function startSmtpReceiver() {
  const mails: ReceivedMail[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let verdict: Verdict = () => null;
  let onRecipient: (address: string) => string | null = () => null;

  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => {}));
    const say = (line: string) => socket.writable && socket.write(`${line}\r\n`);
    let envelope = { from: '', to: [] as string[] };
    let data: string[] | null = null;
    let rest = '';

    const command = (line: string): void => {
      commands.push(line);
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'MAIL') envelope = { from: address, to: [] };
      if (verb === 'RCPT') {
        const refused = onRecipient(address);
        if (refused !== null) return void say(refused);
        envelope.to.push(address);
      }
      if (verb === 'DATA') data = [];
      const answers: Record<string, string> = { DATA: '354 Go on', QUIT: '221 Bye' };
      const known = ['EHLO', 'HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT'].includes(verb);
      say(known ? (answers[verb] ?? '250 OK') : '502 Not here');
      if (verb === 'QUIT') socket.end();
    };
    const finish = async (lines: string[]): Promise<void> => {
      const raw = lines.map((line) => line.replace(/^\./, '')).join('\r\n');
      const messageId = /^Message-ID: *(.*)$/im.exec(raw)?.[1]?.trim() ?? '';
      const mail = { ...envelope, messageId, raw };
      const refused = await verdict(mail);
      if (refused === null) mails.push(mail);
      say(refused ?? '250 Taken');
    };

    say('220 receiver');
    socket.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + String(text)).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (data === null) command(line);
        else if (line !== '.') data.push(line);
        else {
          const done = data;
          data = null;
          void finish(done);
        }
      }
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    url: `smtp://127.0.0.1:${port}`,
    /** Mails taken, in the order of arrival. */
    mails,
    /** Every command line that was heard. */
    commands,
    /** Decides about each mail: an SMTP reply refuses it. */
    decide: (by: Verdict) => {
      verdict = by;
    },
    /** Decides about each recipient: an SMTP reply refuses it. */
    decideRecipient: (by: typeof onRecipient) => {
      onRecipient = by;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
