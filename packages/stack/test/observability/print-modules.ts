import { registerHooks } from 'node:module';

/** Imported before a piece, it prints every module that the piece loads. */
registerHooks({
  load: (url, context, next) => {
    process.stderr.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
