import * as z from 'zod';
import { ConversationId, MessageId } from '../identifiers.ts';
import {
  EditMessageBody,
  Emoji,
  ListMessagesQuery,
  Message,
  MessagePage,
  ReactionBody,
  SendMessageBody,
} from '../messages.ts';
import { ReadAnswer, ReadBody, Receipts, SyncPage, SyncQuery } from '../sync.ts';
import { done, type HttpRoutes } from './http-route.ts';

const conversationParameters = z.strictObject({ conversationId: ConversationId });
const messageParameters = z.strictObject({ messageId: MessageId });
const messageAnswer = { 200: { description: 'The message as it is now', schema: Message } } as const;
const changeErrors = ['NOT_FOUND', 'FORBIDDEN', 'RATE_LIMITED', 'UNAVAILABLE'] as const;

/** Routes for messages, what changes them, and how far people have come. */
export const messageRoutes = {
  'send-message': {
    method: 'POST',
    path: '/api/v1/conversations/{conversationId}/messages',
    authentication: 'bearer',
    summary: 'Send a message',
    parameters: conversationParameters,
    body: SendMessageBody,
    answers: {
      201: { description: 'Committed under its sequence number', schema: Message },
      200: {
        description: 'This clientMessageId was sent before: the first message, whatever else the body says',
        schema: Message,
      },
    },
    errors: ['NOT_FOUND', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'list-messages': {
    method: 'GET',
    path: '/api/v1/conversations/{conversationId}/messages',
    authentication: 'bearer',
    summary: 'Read history by sequence number',
    parameters: conversationParameters,
    query: ListMessagesQuery,
    answers: { 200: { description: 'A page, ascending', schema: MessagePage } },
    errors: ['NOT_FOUND'],
  },
  'sync-conversation': {
    method: 'GET',
    path: '/api/v1/conversations/{conversationId}/sync',
    authentication: 'bearer',
    summary: 'What was missed since a cursor',
    parameters: conversationParameters,
    query: SyncQuery,
    answers: { 200: { description: 'A page; go on from next until complete', schema: SyncPage } },
    errors: ['NOT_FOUND'],
  },
  'mark-read': {
    method: 'POST',
    path: '/api/v1/conversations/{conversationId}/read',
    authentication: 'bearer',
    summary: 'Move the own read mark forward',
    parameters: conversationParameters,
    body: ReadBody,
    answers: { 200: { description: 'Where the mark is now', schema: ReadAnswer } },
    errors: ['NOT_FOUND'],
  },
  'list-receipts': {
    method: 'GET',
    path: '/api/v1/conversations/{conversationId}/receipts',
    authentication: 'bearer',
    summary: 'How far each member has come',
    parameters: conversationParameters,
    answers: { 200: { description: 'Marks of at most 500 members', schema: Receipts } },
    errors: ['NOT_FOUND'],
  },
  'edit-message': {
    method: 'PUT',
    path: '/api/v1/messages/{messageId}',
    authentication: 'bearer',
    summary: 'Replace the content of an own message',
    parameters: messageParameters,
    body: EditMessageBody,
    answers: messageAnswer,
    errors: [...changeErrors, 'STALE_REVISION'],
  },
  'delete-message': {
    method: 'DELETE',
    path: '/api/v1/messages/{messageId}',
    authentication: 'bearer',
    summary: 'Turn a message into a tombstone (author, owner, admin)',
    parameters: messageParameters,
    answers: done,
    errors: changeErrors,
  },
  'add-reaction': {
    method: 'POST',
    path: '/api/v1/messages/{messageId}/reactions',
    authentication: 'bearer',
    summary: 'React to a message',
    parameters: messageParameters,
    body: ReactionBody,
    answers: messageAnswer,
    errors: ['NOT_FOUND', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'remove-reaction': {
    method: 'DELETE',
    path: '/api/v1/messages/{messageId}/reactions/{emoji}',
    authentication: 'bearer',
    summary: 'Take an own reaction back',
    parameters: z.strictObject({ messageId: MessageId, emoji: Emoji }),
    answers: messageAnswer,
    errors: ['RATE_LIMITED', 'NOT_FOUND', 'UNAVAILABLE'],
  },
} as const satisfies HttpRoutes;
