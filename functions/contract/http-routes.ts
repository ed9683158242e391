import * as z from 'zod';
import { Conversation, ConversationPage, CreateConversationBody, PageQuery } from './conversations.ts';
import type { ErrorCode } from './error-codes.ts';
import { Health } from './health.ts';
import { ConversationId } from './identifiers.ts';
import { LoggedIn, LogInBody, OwnProfile, RegisterBody, Registered, WebSocketToken } from './identity.ts';
import { ListMessagesQuery, Message, MessagePage, SendMessageBody } from './messages.ts';

/** One HTTP route: what CDK routes, the handler validates, and the OpenAPI document describes. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces, as API Gateway and OpenAPI write them. */
  readonly path: string;
  /** Further paths that the same function answers; not part of the documents. */
  readonly morePaths?: readonly string[];
  /** open: anybody; bearer: a valid access token, checked by the authorizer before the function runs. */
  readonly authentication: 'open' | 'bearer';
  readonly summary: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Answers by status; undefined: no JSON body. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  /** What it may answer beside VALIDATION_FAILED, UNAUTHENTICATED (bearer) and INTERNAL. */
  readonly errors: readonly ErrorCode[];
}

const conversationParameters = z.strictObject({ conversationId: ConversationId });

/** All HTTP routes. The key names the file of the handler in functions/http. */
export const httpRoutes = {
  'register-user': {
    method: 'POST',
    path: '/api/v1/auth/register',
    authentication: 'open',
    summary: 'Register a person',
    body: RegisterBody,
    answers: { 201: { description: 'Registered', schema: Registered } },
    errors: ['ALREADY_EXISTS', 'FORBIDDEN'],
  },
  'log-in': {
    method: 'POST',
    path: '/api/v1/auth/login',
    authentication: 'open',
    summary: 'Log in with e-mail address or username',
    body: LogInBody,
    answers: { 200: { description: 'Logged in', schema: LoggedIn } },
    errors: ['INVALID_CREDENTIALS'],
  },
  'create-ws-token': {
    method: 'POST',
    path: '/api/v1/auth/ws-token',
    authentication: 'bearer',
    summary: 'Get a token to connect with by WebSocket',
    answers: { 200: { description: 'A token for one hour', schema: WebSocketToken } },
    errors: [],
  },
  'get-me': {
    method: 'GET',
    path: '/api/v1/users/me',
    authentication: 'bearer',
    summary: 'Who am I',
    answers: { 200: { description: 'The caller', schema: OwnProfile } },
    errors: ['NOT_FOUND'],
  },
  'create-conversation': {
    method: 'POST',
    path: '/api/v1/conversations',
    authentication: 'bearer',
    summary: 'Start a conversation',
    body: CreateConversationBody,
    answers: {
      201: { description: 'Created', schema: Conversation },
      200: { description: 'The direct conversation with that person was there already', schema: Conversation },
    },
    errors: ['UNAVAILABLE'],
  },
  'list-conversations': {
    method: 'GET',
    path: '/api/v1/conversations',
    authentication: 'bearer',
    summary: "The caller's inbox, newest activity first",
    query: PageQuery,
    answers: { 200: { description: 'A page of the inbox', schema: ConversationPage } },
    errors: [],
  },
  'send-message': {
    method: 'POST',
    path: '/api/v1/conversations/{conversationId}/messages',
    authentication: 'bearer',
    summary: 'Send a message',
    parameters: conversationParameters,
    body: SendMessageBody,
    answers: {
      201: { description: 'Committed under its sequence number', schema: Message },
      200: { description: 'This clientMessageId was sent before: the first message', schema: Message },
    },
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
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
  'get-health': {
    method: 'GET',
    path: '/health',
    authentication: 'open',
    summary: 'Each dependency with its state and latency',
    answers: {
      200: { description: 'ok or degraded', schema: Health },
      503: { description: 'down', schema: Health },
    },
    errors: [],
  },
  'get-api-docs': {
    method: 'GET',
    path: '/api/docs',
    morePaths: ['/api/docs/{asset}'],
    authentication: 'open',
    summary: 'These documents to read and try in a browser',
    answers: { 200: { description: 'A page' } },
    errors: ['NOT_FOUND'],
  },
  'get-openapi-document': {
    method: 'GET',
    path: '/api/docs-json',
    authentication: 'open',
    summary: 'This OpenAPI 3.1 document',
    answers: { 200: { description: 'OpenAPI 3.1' } },
    errors: [],
  },
  'get-asyncapi-document': {
    method: 'GET',
    path: '/api/asyncapi-json',
    authentication: 'open',
    summary: 'The AsyncAPI 3.0 document of the WebSocket API',
    answers: { 200: { description: 'AsyncAPI 3.0' } },
    errors: [],
  },
} as const satisfies Record<string, HttpRoute>;

/** The name of an HTTP route and of its handler's file. */
export type HttpRouteId = keyof typeof httpRoutes;
