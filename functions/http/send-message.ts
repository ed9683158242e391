import { v7 as uuidV7 } from 'uuid';
import { messageRoutes } from '../contract/routes/message-routes.ts';
import { dynamoClient } from '../platform/clients.ts';
import { httpRoute } from '../platform/handlers/http-route.ts';
import { repeatedMessage, sendAndDeliver } from '../platform/send-and-deliver.ts';

const send = sendAndDeliver(dynamoClient());
const repeated = repeatedMessage(dynamoClient());

export const handler = httpRoute(
  messageRoutes['send-message'],
  async ({ caller, parameters, body, correlationId }) => {
    const clientMessageId = body.clientMessageId ?? uuidV7();
    const { outcome, message } = await send({ caller, correlationId, ...parameters, ...body, clientMessageId });
    return { status: outcome === 'created' ? 201 : 200, json: message };
  },
  async ({ caller, parameters }, said) => {
    const message = await repeated(caller, { ...Object(said), ...parameters });
    return message && { status: 200, json: message };
  },
);
