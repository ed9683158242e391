import type { UserId } from '../../contract/identifiers.ts';
import type { ListedMember, Membership, Memberships } from '../conversations/memberships.ts';
import type { ConversationKey } from '../messages/message-log.ts';
import type { InspectionStore } from './inspection-store.ts';
import { stateOf } from './state.ts';

/** What putting memberships right needs. */
export interface ReconcileDeps {
  readonly store: Pick<InspectionStore, 'readHeads' | 'mirrorMembership' | 'setMemberCount' | 'removeMembership'>;
  readonly memberships: Pick<Memberships, 'find' | 'list'>;
}

/** Whether the conversation lists a member as the membership says, or nobody where there is none. */
export const isMirrored = (membership: Membership | undefined, listed: ListedMember | undefined): boolean =>
  membership?.role === listed?.role && membership?.joinedAt === listed?.joinedAt;

/** Counts the members anew. A change that was decided before and commits after brings the old count back. */
export const recount = async ({ store, memberships }: ReconcileDeps, key: ConversationKey): Promise<void> => {
  const heads = await store.readHeads(key);
  if (stateOf(heads) !== 'live' || heads.conversation === undefined) return;
  const listed = await memberships.list(key, { limit: Number.POSITIVE_INFINITY });
  await store.setMemberCount(key, heads.conversation.changeNumber, listed.length);
};

/**
 * Makes the conversation's side of a membership what the person's own side says, which is the authority, and counts
 * anew. A membership of a conversation that does not exist is removed.
 */
export const reconcileMember = async (deps: ReconcileDeps, key: ConversationKey, userId: UserId): Promise<void> => {
  const { store, memberships } = deps;
  const heads = await store.readHeads(key);
  const state = stateOf(heads);
  if (state === 'absent' || state === 'purged') return store.removeMembership(key, userId);
  if (state !== 'live' || heads.conversation === undefined) return;
  const membership = await memberships.find(key, userId);
  await store.mirrorMembership(key, heads.conversation.changeNumber, userId, membership);
  await recount(deps, key);
};
