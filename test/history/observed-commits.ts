import { conversationPartition, prefixes } from '../../functions/platform/keys.ts';
import type { Commit, History, Item } from './history.ts';

const numberIn = ({
  SK,
}: Item): { readonly line: 'sequenceNumber' | 'changeNumber'; readonly number: number } | undefined => {
  const sortKey = String(SK);
  if (sortKey.startsWith(prefixes.message)) {
    return { line: 'sequenceNumber', number: Number(sortKey.slice(prefixes.message.length)) };
  }
  return sortKey.startsWith(prefixes.change)
    ? { line: 'changeNumber', number: Number(sortKey.slice(prefixes.change.length)) }
    : undefined;
};

/**
 * Messages and changes with the instants that they were committed between, as far as the heads tell that clients were
 * told of: what is above a head came after whoever asked for it, the rest before the answer.
 */
export const observedCommits = ({
  items,
  record,
  tenantId,
}: Pick<History, 'items' | 'record' | 'tenantId'>): Commit[] =>
  items.flatMap((item) => {
    const position = numberIn(item);
    if (position === undefined) return [];
    const { line, number } = position;
    const heads = record.heads.filter(
      ({ conversationId }) => conversationPartition({ tenantId, conversationId }) === item.PK,
    );
    const below = heads.filter((head) => head[line] < number).map(({ askedAt }) => askedAt);
    const above = heads.filter((head) => head[line] >= number).map(({ answeredAt }) => answeredAt);
    return [
      {
        item,
        after: Math.max(Number.NEGATIVE_INFINITY, ...below),
        before: Math.min(Number.POSITIVE_INFINITY, ...above),
      },
    ];
  });
