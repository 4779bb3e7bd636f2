import { connectionAttacks } from './connections.ts';
import { endures } from './endured.ts';

endures('connections', connectionAttacks, { arrivalMs: 600 });
