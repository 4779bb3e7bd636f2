import { documentAttacks } from './documents.ts';
import { endures } from './endured.ts';

endures('documents', documentAttacks);
