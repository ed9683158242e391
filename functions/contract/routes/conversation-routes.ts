import * as z from 'zod';
import {
  AddMemberBody,
  ChangeRoleBody,
  Conversation,
  ConversationPage,
  CreateConversationBody,
  Member,
  MemberPage,
  MuteBody,
  UpdateConversationBody,
} from '../conversations.ts';
import { ConversationId, UserId } from '../identifiers.ts';
import { PageByIdQuery, PageQuery } from '../paging.ts';
import { done, type HttpRoutes } from './http-route.ts';

const conversationParameters = z.strictObject({ conversationId: ConversationId });
const memberParameters = z.strictObject({ conversationId: ConversationId, userId: UserId });
const changeErrors = ['NOT_FOUND', 'FORBIDDEN', 'RATE_LIMITED', 'UNAVAILABLE'] as const;

/** Routes for conversations and who is in them. */
export const conversationRoutes = {
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
    query: PageByIdQuery,
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
} as const satisfies HttpRoutes;
