import type { Ground, StartSystem } from './systems/start.ts';

/**
 * A process with one gateway. Told where the subgraphs are it says where it is itself, and asked for it,
 * how much of a processor it has used so far.
 */
const [name] = process.argv.slice(2);

process.on('message', (message: Ground | 'cpu') => {
  if (message === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuUs: user + system });
    return;
  }
  void start(message);
});
process.on('disconnect', () => process.exit());

async function start(ground: Ground): Promise<void> {
  const { startSystem } = (await import(
    `./systems/${name === 'hive' ? 'hive.mjs' : `${name}.ts`}`
  )) as { startSystem: StartSystem };
  process.send?.(await startSystem(ground));
}
