import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createMemoryCache } from '@outlay/cache/memory.ts';
import { createFindDocument } from '@outlay/gateway/documents.ts';
import { jsonWith } from '@outlay/gateway/execution/told-cost.ts';
import { createAdmission } from '@outlay/gateway/guards/admission.ts';
import { createAdmitOperation } from '@outlay/gateway/guards/admit-operation.ts';
import { readCosts } from '@outlay/gateway/guards/cost.ts';
import { createRateLimit } from '@outlay/gateway/guards/rate-limit.ts';
import { createSenderLimits } from '@outlay/gateway/guards/sender-limits.ts';
import { withoutBudgets } from '@outlay/gateway/guards/without-budgets.ts';
import { trustedDocuments } from '@outlay/gateway/trusted-documents.ts';
import type { Viewer } from '@outlay/identity/viewer.ts';
import { buildASTSchema, parse } from 'graphql';
import { median, printTable, rounded } from './src/statistics.ts';

/**
 * `npm run bench:admission`: what all that stands before planning costs an operation: finding its document,
 * its limits, its cost, both budgets, and telling of it in headers and answer. Against reading its JSON, in
 * time on a CPU of this process.
 */
const times = 100_000;
const rounds = 5;

const sdl = await readFile(new URL('../schema/supergraph.graphql', import.meta.url), 'utf8');
const schema = buildASTSchema(parse(sdl), { assumeValid: true });
const limits = createSenderLimits(withoutBudgets);
const rate = createRateLimit(withoutBudgets.rateLimits, createMemoryCache());
const trusted = await trustedDocuments();
const admit = createAdmitOperation({
  find: createFindDocument({
    trusted,
    onlyTrusted: false,
    kept: { get: async () => null, set: async () => {} },
  }),
  read: createAdmission(limits.most),
  limits,
  costs: readCosts(sdl),
  rate,
  schema: () => schema,
});
const viewers = Array.from({ length: 64 }, (): Viewer => ({
  userId: randomUUID(),
  bookId: randomUUID(),
  sessionId: randomUUID(),
  roles: ['MEMBER'],
  expiresAt: Number.MAX_SAFE_INTEGER,
}));

const page = `query Page($first: Int!) {
  transactions(first: $first) { nodes { id amount { amount } category { name } } }
}`;
const variables = { first: 20 };
const [hash] = [...trusted].find(([, text]) => text.startsWith('query Categories'))!;
const persistedQuery = { version: 1, sha256Hash: hash };
const bodies = {
  'a document whose cost depends on variables': JSON.stringify({ query: page, variables }),
  'a hash': JSON.stringify({ extensions: { persistedQuery } }),
};

const rows = [];
for (const [what, body] of Object.entries(bodies)) {
  const read = await medianMicros(() => JSON.parse(body) as unknown);
  const admitted = await medianMicros(async (index) => {
    const clientAddress = '127.0.0.1';
    const viewer = viewers[index % viewers.length]!;
    await rate.admitRequest(clientAddress);
    const { cost, headers } = await admit(JSON.parse(body) as object, { viewer, clientAddress });
    headers();
    jsonWith(cost, '{"data":{}}');
  });
  rows.push({ what, readUs: rounded(read, 2), admittedUs: rounded(admitted, 2) });
}
await rate.stop();
printTable(rows);
process.stdout.write(`\n${JSON.stringify({ bench: 'admission', rows })}\n`);

async function medianMicros(work: (index: number) => unknown): Promise<number> {
  const each: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const before = process.cpuUsage();
    for (let index = 0; index < times; index += 1) await work(index);
    const { user, system } = process.cpuUsage(before);
    each.push((user + system) / times);
  }
  // Compiled in the first.
  return median(each.slice(1));
}
