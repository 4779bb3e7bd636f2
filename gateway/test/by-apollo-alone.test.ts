import { houseDefaults } from './fixture/house.ts';

/**
 * The suites of requests once more, with Apollo executing everything: whichever way an operation takes,
 * clients get the same.
 */
houseDefaults.fastPath = false;
await import('./http/answers.test.ts');
await import('./http/audits.test.ts');
await import('./http/compression.test.ts');
await import('./http/methods.test.ts');
await import('./cost.test.ts');
await import('./documents.test.ts');
await import('./guards.test.ts');
await import('./http-source.test.ts');
await import('./masking.test.ts');
await import('./requests.test.ts');
