import * as z from 'zod';
import { Conversation } from './conversations.ts';
import { ConversationId, UserId } from './identifiers.ts';
import { Message } from './messages.ts';
import { pageLimit } from './paging.ts';
import { Timestamp, userText } from './text.ts';

/** More would be looked for in more ways than OpenSearch takes in one question (1,024 clauses). */
const mostWords = 100;

/** What somebody looks for: some words, and what narrows the search. */
const SearchText = userText({ minBytes: 0, maxBytes: 1024 }).refine(
  (text) => text.trim().split(/\s+/).length <= mostWords,
  `must have at most ${mostWords} words`,
);

const page = {
  limit: pageLimit({ most: 50, usual: 20 }),
  // It has the place of a hit, and grows with the number of the query's own characters not at all.
  cursor: z.string().min(1).max(512).optional().meta({ description: "The page before's nextCursor" }),
};

/** A day, `2026-11-24`, in UTC, or an instant. */
export const DayOrInstant = z
  .union([z.iso.date(), Timestamp], { error: 'must be a day, such as 2026-11-24, or an instant in UTC' })
  .meta({ examples: ['2026-11-24'] });

/** What a message can have beside its text. */
export const MessagePart = z.enum(['file']);
export type MessagePart = z.infer<typeof MessagePart>;

/** Query of GET /search/messages. */
export const SearchMessagesQuery = z.strictObject({
  q: SearchText.default('').meta({
    description:
      'Words, all of which a message has, in its text or the names of its files that are ready; the last one may be half ' +
      'typed. "A phrase" in quotes stands as it is. ' +
      'from:name, in:title, before:2026-11-24, after:2026-11-24 and has:file narrow it, each 5 times at most; values ' +
      `with spaces in quotes. At most ${mostWords} words`,
    examples: ['"fission products" from:lise after:2026-01-01'],
  }),
  conversation_id: ConversationId.optional(),
  from: UserId.optional().meta({ description: 'Who wrote it' }),
  before: DayOrInstant.optional().meta({ description: 'Written before that day began, or that instant' }),
  after: DayOrInstant.optional().meta({ description: 'Written after that day ended, or that instant' }),
  has: MessagePart.optional(),
  ...page,
});

const Highlights = z.array(z.string()).meta({
  description:
    "Pieces of the text, or of the files' names, around what was found, as HTML: all is escaped but <mark> around each find",
  examples: [['the <mark>fission</mark> of uranium']],
});

/** A message that was found. */
export const MessageHit = z
  .object({ message: Message, highlights: Highlights, score: z.number().meta({ description: 'Higher fits better' }) })
  .meta({ id: 'MessageHit' });
export type MessageHit = z.infer<typeof MessageHit>;

/** Answer of GET /search/messages: what fits best first, then the newest. */
export const MessageHitPage = z
  .object({
    items: z.array(MessageHit),
    nextCursor: z
      .string()
      .nullable()
      .meta({ description: 'A page may have fewer items than asked for, and more follow' }),
  })
  .meta({ id: 'MessageHitPage' });
export type MessageHitPage = z.infer<typeof MessageHitPage>;

/** Query of GET /search/conversations. */
export const SearchConversationsQuery = z.strictObject({
  q: SearchText.refine((text) => text.trim() !== '', 'must not be empty').meta({
    description: `Words of a title, or of the other person's name, at most ${mostWords}; the last one may be half typed`,
  }),
  ...page,
});

/** A conversation that was found. */
export const ConversationHit = z
  .object({ conversation: Conversation, highlights: Highlights })
  .meta({ id: 'ConversationHit' });
export type ConversationHit = z.infer<typeof ConversationHit>;

/** Answer of GET /search/conversations: what fits best first. */
export const ConversationHitPage = z
  .object({ items: z.array(ConversationHit), nextCursor: z.string().nullable() })
  .meta({ id: 'ConversationHitPage' });
export type ConversationHitPage = z.infer<typeof ConversationHitPage>;
