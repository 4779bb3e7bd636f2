import { createTestDatabase } from '@outlay/testkit/database.ts';
import { startOtlpReceiver } from '@outlay/testkit/otlp-receiver.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatewayEnvironment, subgraphEnvironment } from '../faults/cluster/pieces.ts';
import { startPiece } from '../story/processes.ts';

const printModules = new URL('./print-modules.ts', import.meta.url).href;

test('unless tracing is switched on, no piece loads the SDK or sends a thing', async () => {
  await using receiver = await startOtlpReceiver();
  await using database = await createTestDatabase('untraced');
  const urls = { database: database.url, log: database.url };
  const rows: [main: string, environment: Record<string, string>][] = [
    ['subgraphs/ledger/src/main.ts', subgraphEnvironment(urls)],
    ['gateway/src/main.ts', gatewayEnvironment(() => 9)],
  ];
  const off: Record<string, string>[] = [
    {},
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SDK_DISABLED: 'true' },
  ];
  const loadedBy = async (main: string, environment: Record<string, string>) => {
    const NODE_OPTIONS = `--import=${printModules}`;
    const piece = await startPiece(main, { ...environment, NODE_OPTIONS });
    await fetch(`${piece.url}/healthz`);
    assert.equal(await piece.stop(), 0);
    const lines = piece.printed().split('\n');
    return lines.filter((line) => line.startsWith('loaded '));
  };
  const ours = (line: string) => line.includes('sdk-trace-node');
  for (const [main, own] of rows) {
    for (const environment of off) {
      const loaded = await loadedBy(main, { ...own, ...environment });
      assert.ok(loaded.length > 100, `${loaded.length} modules were loaded`);
      assert.deepEqual(loaded.filter(ours), [], main);
    }
  }
  assert.deepEqual(receiver.bodies(), []);
  for (const [main, own] of rows) {
    const on = await loadedBy(main, { ...own, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    assert.ok(on.some(ours), 'the test does not see what is loaded');
  }
});
