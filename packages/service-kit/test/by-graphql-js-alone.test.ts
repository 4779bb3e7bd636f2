import { executorDefaults } from './fixture.ts';

/** The suite once more, with graphql-js executing everything: whoever executes, callers get the same. */
executorDefaults.fastPath = false;
await import('./execute.test.ts');
