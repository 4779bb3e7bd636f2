export { steadyClient } from '@outlay/service-kit/steady-client.ts';
