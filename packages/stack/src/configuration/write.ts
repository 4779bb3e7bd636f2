import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dashboardFile, dashboardJson } from '../observability/grafana.ts';
import { metricsFile, metricsPage } from '../observability/metrics-page.ts';
import { chartSchema, chartSchemaFile } from './chart-schema.ts';
import { configurationPage, pageFile } from './page.ts';

/** `npm run docs`: writes what is generated of the documentation, and of the chart. */
const pages: readonly [file: URL, text: string][] = [
  [pageFile, configurationPage()],
  [chartSchemaFile, chartSchema()],
  [metricsFile, metricsPage()],
  [dashboardFile, dashboardJson()],
];
for (const [file, text] of pages) {
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`wrote ${fileURLToPath(file)}\n`);
}
