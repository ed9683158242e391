import type { OutboxEvent } from '../../contract/events.ts';
import type { DeliveryMarks } from '../delivery/delivery-marks.ts';
import type { Outbox } from '../outbox.ts';
import type { Check, Problem } from './check.ts';
import { isDue } from './delivery-times.ts';
import type { Evidence } from './evidence.ts';
import type { LineEntry } from './inspection-store.ts';
import { stateOf } from './state.ts';

/** What looking for what nobody was told needs. */
export interface DeliveryCheckDeps {
  readonly marks: Pick<DeliveryMarks, 'among'>;
  readonly outbox: Outbox;
}

/** When the conversation was created: nobody is a member of it for longer. */
const createdAt = ({ members }: Evidence): string | undefined =>
  members?.listed.map(({ joinedAt }) => joinedAt).sort()[0];

/**
 * What was committed has a delivery mark some minutes later. Where it has none the event goes on the bus again: the
 * fan-out delivers, and every other consumer gets it too. All of them bear a repeat.
 */
export const deliveryCheck = ({ marks, outbox }: DeliveryCheckDeps): Check<Evidence> => ({
  name: 'delivery',
  find: async (evidence) => {
    const { key, heads, lines, nowMs } = evidence;
    const unmarked = (notice: string, timestamp: string, event: () => OutboxEvent): Problem => ({
      what: `${notice} of ${timestamp} has no delivery mark`,
      repair: async () => outbox.publish(event()),
    });
    const entry = ({ notice, timestamp, event }: LineEntry) => unmarked(notice, timestamp, event);
    switch (stateOf(heads)) {
      case 'live': {
        const created = createdAt(evidence);
        const isTold =
          created === undefined || !isDue(created, nowMs) || (await marks.among(key, ['conversation'])).size > 0;
        const creation =
          isTold || heads.conversation === undefined
            ? []
            : [unmarked('conversation', created, heads.conversation.event)];
        return [...creation, ...[...lines.messages.unmarked, ...lines.changes.unmarked].map(entry)];
      }
      case 'ended':
        // Of what was deleted, the deletion alone is still to be told.
        return lines.changes.unmarked.filter(({ number }) => number === heads.lastChange?.number).map(entry);
      default:
        return [];
    }
  },
});
