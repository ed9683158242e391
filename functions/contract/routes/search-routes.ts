import { ConversationHitPage, MessageHitPage, SearchConversationsQuery, SearchMessagesQuery } from '../search.ts';
import type { HttpRoutes } from './http-route.ts';

/** Routes for finding messages and conversations. */
export const searchRoutes = {
  'search-messages': {
    method: 'GET',
    path: '/api/v1/search/messages',
    authentication: 'bearer',
    summary: "Search messages in the caller's conversations",
    query: SearchMessagesQuery,
    answers: { 200: { description: 'A page, what fits best first', schema: MessageHitPage } },
    errors: ['NOT_FOUND', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
  'search-conversations': {
    method: 'GET',
    path: '/api/v1/search/conversations',
    authentication: 'bearer',
    summary: "Search the caller's conversations by title or the other person's name",
    query: SearchConversationsQuery,
    answers: { 200: { description: 'A page, what fits best first', schema: ConversationHitPage } },
    errors: ['NOT_FOUND', 'RATE_LIMITED', 'UNAVAILABLE'],
  },
} as const satisfies HttpRoutes;
