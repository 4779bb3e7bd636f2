import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { eventually } from '@outlay/testkit/wait.ts';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Gateway, startGateway } from '../../src/service.ts';
import { inProcessSource } from '../../src/sources/in-process.ts';
import { memoryLogger, tokenMaker } from '../fixture/house.ts';
import { outlaySubgraphs } from '../fixture/outlay.ts';

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((path) => existsSync(path));
const skip =
  !executablePath && 'needs Chromium or Chrome, for instance by `apt-get install chromium`';

/** The page in a real browser, over Outlay's own contracts. */
describe('GraphiQL in a browser', { skip, timeout: 120_000 }, () => {
  let browser: Browser;
  let gateway: Gateway;
  let outlay: ReturnType<typeof outlaySubgraphs>;
  let tokens: Awaited<ReturnType<typeof tokenMaker>>;
  /** Addresses asked for elsewhere, and what the page complained about. */
  const elsewhere: string[] = [];
  const complaints: string[] = [];

  before(async () => {
    tokens = await tokenMaker();
    outlay = outlaySubgraphs(() => tokens.token());
    const { logger } = memoryLogger();
    gateway = await startGateway(
      { host: '127.0.0.1', port: 0, jwks: tokens.keys, logger },
      outlay.subgraphs.map((each) => inProcessSource(each, logger)),
    );
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    await gateway?.stop();
  });

  /** Windows of one context share what a person's browser keeps; each test is another person. */
  async function open(context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await browser.newContext())).newPage();
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(gateway.url) && !url.startsWith('data:')) elsewhere.push(url);
    });
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(gateway.url);
    await page.waitForSelector('.graphiql-tab >> nth=4');
    return page;
  }

  const tab = (page: Page, name: string) =>
    page.locator('.graphiql-tab-button', { hasText: name }).click();
  const run = (page: Page) => page.locator('.graphiql-execute-button').click();
  const result = (page: Page) => textOf(page, '.result-window');
  const textOf = (page: Page, where: string) =>
    page
      .locator(`${where} .CodeMirror`)
      .first()
      .evaluate((element) => (element as unknown as Editor).CodeMirror.getValue());
  const shows = (page: Page, pattern: RegExp) =>
    eventually(async () => {
      assert.match(await result(page), pattern);
      return true;
    });
  type Editor = { CodeMirror: { getValue: () => string; setValue: (text: string) => void } };

  test('knows the schema, and asks nobody else for anything', async () => {
    const page = await open();
    await page.locator('[aria-label="Show Documentation Explorer"]').click();
    await page.waitForSelector('.graphiql-doc-explorer-content >> text=Mutation');
    await page.locator('[aria-label="Show History"]').click();
    await page.waitForSelector('.graphiql-history');
    await page.locator('[aria-label="Open settings dialog"]').click();
    await page.waitForSelector('.graphiql-dialog >> text=Theme');
    await page.keyboard.press('Escape');
    await page.locator('[aria-label^="Prettify query"]').click();
    await page.close();
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(complaints, []);
  });

  test('runs its tabs one after the other, signed in by the first', async () => {
    const page = await open();
    await run(page);
    await shows(page, /"accessToken": "ey/);
    await tab(page, 'FirstLook');
    await run(page);
    await shows(page, /"displayName": "Ada"/);
    await tab(page, 'AddExpense');
    await run(page);
    await shows(page, /"description": "Concert tickets"/);
    await page.close();
  });

  test('sends nobody’s token before', async () => {
    const page = await open();
    await tab(page, 'FirstLook');
    await run(page);
    await shows(page, /UNAUTHENTICATED/);
    await page.close();
  });

  test('shows alerts as they are raised, in a window opened later too', async () => {
    const first = await open();
    await run(first);
    await shows(first, /"accessToken"/);
    const second = await open(first.context());
    await tab(second, 'WatchAlerts');
    await run(second);
    await eventually(() => outlay.watching() === 1);
    outlay.raise('Overspent');
    await shows(second, /"title": "Overspent"/);
    await shows(second, /"name": "Everything"/);
    outlay.raise('Once more');
    await shows(second, /"title": "Once more"/);
    await run(second);
    await eventually(() => outlay.watching() === 0);
    await Promise.all([first.close(), second.close()]);
    assert.deepEqual(elsewhere, []);
  });

  test('comes back as it was left', async () => {
    const page = await open();
    await tab(page, 'SetBudget');
    const asLeft = async () =>
      /SetBudget/.test(await textOf(page, '.graphiql-query-editor')) &&
      /Everything/.test(await textOf(page, '.graphiql-editor-tool'));
    await eventually(asLeft);
    // GraphiQL keeps what is in its editors a moment after it was changed.
    const kept = async (key: string) =>
      String(await page.evaluate(`localStorage.getItem('graphiql:${key}')`));
    await eventually(async () => /SetBudget/.test(await kept('query')));
    await eventually(async () => /Everything/.test(await kept('variables')));
    await eventually(async () => /"activeTabIndex":2/.test(await kept('tabState')));
    await page.reload();
    await page.waitForSelector('.graphiql-tab >> nth=4');
    await eventually(asLeft);
    assert.equal(await page.locator('.graphiql-tab').count(), 5);
    await page.close();
  });

  test('sends a typed token, to the WebSocket too', async () => {
    const page = await open();
    await tab(page, 'WatchAlerts');
    await page.locator('.graphiql-editor-tools button', { hasText: 'Headers' }).click();
    const setHeaders = (headers: object) =>
      page
        .locator('.graphiql-editor-tool .CodeMirror >> nth=1')
        .evaluate(
          (element, text) => (element as unknown as Editor).CodeMirror.setValue(text),
          JSON.stringify(headers),
        );
    await setHeaders({ Authorization: 'Bearer garbage' });
    await run(page);
    await shows(page, /not valid/);
    await setHeaders({ Authorization: `Bearer ${await tokens.token()}` });
    await run(page);
    await eventually(() => outlay.watching() === 1);
    await page.close();
    await eventually(() => outlay.watching() === 0);
  });
});
