import * as z from 'zod';
import { Conversation } from './conversations.ts';
import { Media, Rendition } from './media.ts';
import { Message, Reaction } from './messages.ts';
import { Presence, Typing } from './presence.ts';
import { serverEvents } from './server-events.ts';
import { ErrorFrame, websocketActions } from './websocket-actions.ts';

type JsonObject = Record<string, unknown>;

const pointer = (path: string) => ({ $ref: `#/${path}` });

/** Every schema that has an id, with references between them, as `components.schemas`. */
const componentSchemas = (schemas: readonly z.ZodType[]): JsonObject => {
  const registry = z.registry<{ id: string }>();
  for (const schema of schemas) registry.add(schema, { id: String(schema.meta()?.id) });
  const { schemas: byId } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    io: 'input',
    unrepresentable: 'any',
  });
  return Object.fromEntries(Object.entries(byId).map(([id, { $schema, $id, ...schema }]) => [id, schema]));
};

/** The AsyncAPI 3.0 document of the WebSocket API, from the schemas that validate its frames. */
export const asyncApiDocument = (): JsonObject => {
  const messages: JsonObject = {};
  const operations: JsonObject = {};
  const message = (name: string, summary: string, schema: z.ZodType) => {
    const id = String(schema.meta()?.id);
    messages[id] = { name, summary, contentType: 'application/json', payload: pointer(`components/schemas/${id}`) };
    return pointer(`channels/socket/messages/${id}`);
  };
  const channel = pointer('channels/socket');
  const error = message('error', 'The frame could not be read or carried out', ErrorFrame);

  for (const [name, { summary, frame, answer }] of Object.entries(websocketActions)) {
    operations[name] = {
      action: 'receive',
      channel,
      summary,
      messages: [message(name, summary, frame)],
      reply: { channel, messages: [message(`${name} answer`, `Answers ${name}`, answer), error] },
    };
  }
  for (const [name, { summary, frame }] of Object.entries(serverEvents)) {
    operations[name] = { action: 'send', channel, summary, messages: [message(name, summary, frame)] };
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'ChemChat',
      version: '1.0.0',
      description:
        'The WebSocket side of ChemChat: one JSON object a frame, at most 32 KB. Connect with ?token=<ws token>, or with ' +
        'the sub-protocols chemchat.v1 and the token; who connects too often, or has 50 connections, is refused for a while. Delivery is at least once; put messages in order, and drop ' +
        'duplicates, by sequenceNumber.',
      license: { name: 'MIT' },
    },
    channels: {
      socket: {
        address: '/ws',
        messages: Object.fromEntries(Object.keys(messages).map((id) => [id, pointer(`components/messages/${id}`)])),
      },
    },
    operations,
    components: {
      messages,
      schemas: componentSchemas([
        // Parts of frames that have a name of their own.
        Conversation,
        Media,
        Message,
        Reaction,
        Rendition,
        Presence,
        Typing,
        ErrorFrame,
        ...Object.values(websocketActions).flatMap(({ frame, answer }): z.ZodType[] => [frame, answer]),
        ...Object.values(serverEvents).map(({ frame }): z.ZodType => frame),
      ]),
    },
  };
};
