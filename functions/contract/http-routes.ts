import * as z from 'zod';
import { AdminUser, AdminUserPage, UpdateAdminUserBody } from './admin.ts';
import { AuditPage, AuditQuery } from './audit.ts';
import {
  AddMemberBody,
  ChangeRoleBody,
  Conversation,
  ConversationPage,
  CreateConversationBody,
  Member,
  MemberPage,
  MuteBody,
  PageQuery,
  UpdateConversationBody,
} from './conversations.ts';
import type { ErrorCode } from './error-codes.ts';
import { Health } from './health.ts';
import { ConversationId, MediaId, MessageId, SessionId, UserId } from './identifiers.ts';
import { LoggedIn, LogInBody, OwnProfile, RegisterBody, Registered, WebSocketToken } from './identity.ts';
import { AskForCodeBody, ConfirmBody, ResetBody } from './mailed-codes.ts';
import { Media, Upload, UploadBody } from './media.ts';
import {
  EditMessageBody,
  Emoji,
  ListMessagesQuery,
  Message,
  MessagePage,
  ReactionBody,
  SendMessageBody,
} from './messages.ts';
import { LogInHeaders, LogOutBody, RefreshBody, RefreshHeaders, SessionPage } from './sessions.ts';
import { ReadAnswer, ReadBody, Receipts, SyncPage, SyncQuery } from './sync.ts';
import { ListUsersQuery, UpdateProfileBody, User, UserPage } from './users.ts';

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
  /** The headers that it looks at, by their names in lower case. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Answers by status; undefined: no JSON body. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  /** What it may answer beside VALIDATION_FAILED, UNAUTHENTICATED (bearer) and INTERNAL. */
  readonly errors: readonly ErrorCode[];
}

const conversationParameters = z.strictObject({ conversationId: ConversationId });
const memberParameters = z.strictObject({ conversationId: ConversationId, userId: UserId });
const messageParameters = z.strictObject({ messageId: MessageId });
const done = { 204: { description: 'Done' } } as const;
const messageAnswer = { 200: { description: 'The message as it is now', schema: Message } } as const;
const changeErrors = ['NOT_FOUND', 'FORBIDDEN', 'RATE_LIMITED', 'UNAVAILABLE'] as const;

/** All HTTP routes. The key names the file of the handler in functions/http. */
export const httpRoutes = {
  'register-user': {
    method: 'POST',
    path: '/api/v1/auth/register',
    authentication: 'open',
    summary: 'Register a person',
    body: RegisterBody,
    answers: { 201: { description: 'Registered', schema: Registered } },
    errors: ['ALREADY_EXISTS', 'FORBIDDEN', 'RATE_LIMITED'],
  },
  'log-in': {
    method: 'POST',
    path: '/api/v1/auth/login',
    authentication: 'open',
    summary: 'Log in with e-mail address or username',
    headers: LogInHeaders,
    body: LogInBody,
    answers: { 200: { description: 'Logged in', schema: LoggedIn } },
    errors: ['INVALID_CREDENTIALS', 'UNAUTHENTICATED', 'RATE_LIMITED'],
  },
  'confirm-address': {
    method: 'POST',
    path: '/api/v1/auth/confirm',
    authentication: 'open',
    summary: 'Confirm an e-mail address with the code that was mailed there',
    body: ConfirmBody,
    answers: done,
    errors: ['RATE_LIMITED', 'UNAVAILABLE'],
  },
  'resend-confirmation': {
    method: 'POST',
    path: '/api/v1/auth/resend',
    authentication: 'open',
    summary: 'Have another code mailed to confirm with, if the address waits for it',
    body: AskForCodeBody,
    answers: done,
    errors: ['RATE_LIMITED', 'UNAVAILABLE'],
  },
  'forgot-password': {
    method: 'POST',
    path: '/api/v1/auth/forgot',
    authentication: 'open',
    summary: 'Have a code mailed to choose a new password with, if anybody has the address',
    body: AskForCodeBody,
    answers: done,
    errors: ['RATE_LIMITED', 'UNAVAILABLE'],
  },
  'reset-password': {
    method: 'POST',
    path: '/api/v1/auth/reset',
    authentication: 'open',
    summary: 'Choose a new password with a mailed code; ends all sessions',
    body: ResetBody,
    answers: done,
    errors: ['RATE_LIMITED', 'UNAVAILABLE'],
  },
  'refresh-session': {
    method: 'POST',
    path: '/api/v1/auth/refresh',
    authentication: 'open',
    summary: 'Get new tokens for a refresh token, which is good for one use',
    headers: RefreshHeaders,
    body: RefreshBody,
    answers: { 200: { description: 'New tokens', schema: LoggedIn } },
    errors: ['UNAUTHENTICATED', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'log-out': {
    method: 'POST',
    path: '/api/v1/auth/logout',
    authentication: 'bearer',
    summary: 'End this session, or all sessions of the caller',
    body: LogOutBody,
    answers: done,
    errors: ['UNAVAILABLE'],
  },
  'list-sessions': {
    method: 'GET',
    path: '/api/v1/auth/sessions',
    authentication: 'bearer',
    summary: "The caller's devices that are logged in",
    query: PageQuery,
    answers: { 200: { description: 'A page of sessions', schema: SessionPage } },
    errors: [],
  },
  'end-session': {
    method: 'DELETE',
    path: '/api/v1/auth/sessions/{sessionId}',
    authentication: 'bearer',
    summary: 'End one of the sessions of the caller',
    parameters: z.strictObject({ sessionId: SessionId }),
    answers: done,
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  },
  'create-ws-token': {
    method: 'POST',
    path: '/api/v1/auth/ws-token',
    authentication: 'bearer',
    summary: 'Get a token to connect with by WebSocket',
    answers: { 200: { description: 'A token for one hour', schema: WebSocketToken } },
    errors: ['RATE_LIMITED'],
  },
  'get-me': {
    method: 'GET',
    path: '/api/v1/users/me',
    authentication: 'bearer',
    summary: 'Who am I',
    answers: { 200: { description: 'The caller', schema: OwnProfile } },
    errors: ['NOT_FOUND'],
  },
  'update-me': {
    method: 'PATCH',
    path: '/api/v1/users/me',
    authentication: 'bearer',
    summary: 'Change what others see of the caller',
    body: UpdateProfileBody,
    answers: { 200: { description: 'The caller', schema: OwnProfile } },
    errors: ['NOT_FOUND', 'UNAVAILABLE'],
  },
  'list-users': {
    method: 'GET',
    path: '/api/v1/users',
    authentication: 'bearer',
    summary: 'People of the tenant whose username or display name begins so',
    query: ListUsersQuery,
    answers: { 200: { description: 'A page, by name', schema: UserPage } },
    errors: [],
  },
  'get-user': {
    method: 'GET',
    path: '/api/v1/users/{userId}',
    authentication: 'bearer',
    summary: 'A person of the tenant',
    parameters: z.strictObject({ userId: UserId }),
    answers: { 200: { description: 'The person', schema: User } },
    errors: ['NOT_FOUND'],
  },
  'list-audit-entries': {
    method: 'GET',
    path: '/api/v1/admin/audit',
    authentication: 'bearer',
    summary: "The tenant's audit, newest first (admin)",
    query: AuditQuery,
    answers: { 200: { description: 'A page of entries', schema: AuditPage } },
    errors: ['FORBIDDEN'],
  },
  'list-admin-users': {
    method: 'GET',
    path: '/api/v1/admin/users',
    authentication: 'bearer',
    summary: 'People of the tenant, also those who are shut out (admin)',
    query: ListUsersQuery,
    answers: { 200: { description: 'A page, by name', schema: AdminUserPage } },
    errors: ['FORBIDDEN'],
  },
  'get-admin-user': {
    method: 'GET',
    path: '/api/v1/admin/users/{userId}',
    authentication: 'bearer',
    summary: 'A person of the tenant, as its admins see them (admin)',
    parameters: z.strictObject({ userId: UserId }),
    answers: { 200: { description: 'The person', schema: AdminUser } },
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  },
  'update-admin-user': {
    method: 'PATCH',
    path: '/api/v1/admin/users/{userId}',
    authentication: 'bearer',
    summary: 'Shut a person out, let them in again, or give them other roles (admin)',
    parameters: z.strictObject({ userId: UserId }),
    body: UpdateAdminUserBody,
    answers: { 200: { description: 'The person as they are now', schema: AdminUser } },
    errors: ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE'],
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
    errors: ['RATE_LIMITED', 'UNAVAILABLE'],
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
  'get-conversation': {
    method: 'GET',
    path: '/api/v1/conversations/{conversationId}',
    authentication: 'bearer',
    summary: 'One conversation',
    parameters: conversationParameters,
    answers: { 200: { description: 'The conversation', schema: Conversation } },
    errors: ['NOT_FOUND'],
  },
  'update-conversation': {
    method: 'PATCH',
    path: '/api/v1/conversations/{conversationId}',
    authentication: 'bearer',
    summary: 'Rename a conversation, or set its metadata (owner, admin)',
    parameters: conversationParameters,
    body: UpdateConversationBody,
    answers: { 200: { description: 'The conversation', schema: Conversation } },
    errors: changeErrors,
  },
  'delete-conversation': {
    method: 'DELETE',
    path: '/api/v1/conversations/{conversationId}',
    authentication: 'bearer',
    summary: 'End a conversation (owner)',
    parameters: conversationParameters,
    answers: done,
    errors: changeErrors,
  },
  'list-members': {
    method: 'GET',
    path: '/api/v1/conversations/{conversationId}/members',
    authentication: 'bearer',
    summary: 'Who is in a conversation',
    parameters: conversationParameters,
    query: PageQuery,
    answers: { 200: { description: 'A page of members', schema: MemberPage } },
    errors: ['NOT_FOUND'],
  },
  'add-member': {
    method: 'POST',
    path: '/api/v1/conversations/{conversationId}/members',
    authentication: 'bearer',
    summary: 'Add a person (owner, admin)',
    parameters: conversationParameters,
    body: AddMemberBody,
    answers: { 201: { description: 'A member now, or since before', schema: Member } },
    errors: [...changeErrors, 'QUOTA_EXCEEDED'],
  },
  'change-role': {
    method: 'PATCH',
    path: '/api/v1/conversations/{conversationId}/members/{userId}',
    authentication: 'bearer',
    summary: 'Give a member another role, or hand over ownership (owner)',
    parameters: memberParameters,
    body: ChangeRoleBody,
    answers: { 200: { description: 'The member', schema: Member } },
    errors: changeErrors,
  },
  'remove-member': {
    method: 'DELETE',
    path: '/api/v1/conversations/{conversationId}/members/{userId}',
    authentication: 'bearer',
    summary: 'Remove a member (owner, admin), or leave',
    parameters: memberParameters,
    answers: done,
    errors: changeErrors,
  },
  'mute-conversation': {
    method: 'PUT',
    path: '/api/v1/conversations/{conversationId}/mute',
    authentication: 'bearer',
    summary: 'Want no notifications',
    parameters: conversationParameters,
    body: MuteBody,
    answers: done,
    errors: ['NOT_FOUND'],
  },
  'unmute-conversation': {
    method: 'DELETE',
    path: '/api/v1/conversations/{conversationId}/mute',
    authentication: 'bearer',
    summary: 'Want notifications again',
    parameters: conversationParameters,
    answers: done,
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
  'create-upload': {
    method: 'POST',
    path: '/api/v1/media/upload',
    authentication: 'bearer',
    summary: 'Announce a file, and get the form to send it with',
    body: UploadBody,
    answers: { 201: { description: 'The form', schema: Upload } },
    errors: ['NOT_FOUND', 'TOO_LARGE', 'QUOTA_EXCEEDED', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'get-media': {
    method: 'GET',
    path: '/api/v1/media/{mediaId}',
    authentication: 'bearer',
    summary: 'A file of yours, or in a conversation of yours',
    parameters: z.strictObject({ mediaId: MediaId }),
    answers: { 200: { description: 'The file as it is now', schema: Media } },
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
