import { bodyAttacks } from './bodies.ts';
import { endures } from './endured.ts';

endures('bodies', bodyAttacks);
