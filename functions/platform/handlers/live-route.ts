import type * as z from 'zod';
import type { WebSocketAction } from '../../contract/websocket-actions.ts';
import { systemClock } from '../../domain/clock.ts';
import { requireLiveLease } from '../../domain/connections/require-live-lease.ts';
import { dynamoClient } from '../clients.ts';
import { environment } from '../environment.ts';
import { ConnectionRepository } from '../repositories/connection-repository.ts';
import { type ActionRequest, type AnswerInvalid, websocketRoute } from './websocket-route.ts';

/** A Lambda handler for an action that only a connection may do whose token, or a renewed one, is still good. */
export const liveRoute = <Action extends WebSocketAction>(
  action: Action,
  answer: (request: ActionRequest<z.output<Action['frame']>>) => Promise<z.input<Action['answer']>>,
  answerInvalid?: AnswerInvalid<Action>,
) => {
  const connections = new ConnectionRepository(dynamoClient(), environment('LIVE_TABLE'), systemClock);
  const leases = { connections, clock: systemClock };
  return websocketRoute(
    action,
    async (request) => {
      await requireLiveLease(leases, request.connection);
      return answer(request);
    },
    answerInvalid &&
      (async (request, said) => {
        await requireLiveLease(leases, request.connection);
        return answerInvalid(request, said);
      }),
  );
};
