import { defineJob } from '@outlay/queue/contract.ts';
import { z } from 'zod';
import type { ChannelKind } from '../store/tables.ts';

const delivery = z.object({ bookId: z.uuid(), deliveryId: z.uuid() });

/** Every channel has a queue of its own, so one that is down or slow holds up none of the others. */
export function deliveryJob(channel: ChannelKind) {
  return defineJob(`notification.${channel.toLowerCase()}`, delivery);
}
