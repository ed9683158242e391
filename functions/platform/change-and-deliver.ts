import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Caller } from '../domain/caller.ts';
import type { ChangeDeps, Changed } from '../domain/changes/make-change.ts';
import { endSubscriptions } from '../domain/connections/end-subscriptions.ts';
import { changeNotice } from '../domain/delivery/notices.ts';
import { takeToken } from '../domain/limits/take-token.ts';
import type { MentionsDeps } from '../domain/messages/mentions.ts';
import type { Users } from '../domain/users/users.ts';
import { bucketDeps } from './bucket-deps.ts';
import { dynamoClient } from './clients.ts';
import { conversationDeps } from './conversation-deps.ts';
import { deliveryDeps } from './delivery-deps.ts';
import { fastPath } from './fast-path.ts';
import { metrics } from './observability.ts';

/** Changing as HTTP and WebSocket both do it: the commit of `change`, then the fast path. */
export const changeAndDeliver = <Command, Result>(
  change: (deps: ChangeDeps & MentionsDeps & { readonly users: Users }, command: Command) => Promise<Changed<Result>>,
) => {
  const client = dynamoClient();
  const buckets = bucketDeps(client);
  const deps = {
    ...conversationDeps(client),
    takeToken: (caller: Caller) => takeToken(buckets, { action: 'change', caller }),
  };
  const delivery = deliveryDeps(client);
  const deliver = fastPath(delivery);
  return async (command: Command, exceptConnectionId?: string): Promise<Result> => {
    const { key, change: made, result } = await change(deps, command);
    if (made !== undefined) {
      metrics.addMetric('Changes', MetricUnit.Count, 1);
      await endSubscriptions(delivery, key, made);
      await deliver({ ...changeNotice(deps, key, made), exceptConnectionId });
    }
    return result;
  };
};
