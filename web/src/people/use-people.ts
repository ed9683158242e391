import type { Member, User } from '@chemchat/client';
import { useEffect, useMemo, useState } from 'react';
import { useClient } from '../session/client.ts';

type Look = Pick<User, 'displayName' | 'avatarUrl'>;

/** What people are shown by. */
export interface People {
  nameOf(userId: string): string;
  avatarOf(userId: string): string | undefined;
}

/** Names and pictures of people: of the members, and of those who wrote here and are members no more. */
export const usePeople = (members: readonly Member[] | undefined, userIds: readonly string[]): People => {
  const client = useClient();
  const [others, setOthers] = useState<ReadonlyMap<string, Look>>(new Map());
  const looks = useMemo(
    () => new Map<string, Look>([...others, ...(members ?? []).map((member) => [member.userId, member] as const)]),
    [members, others],
  );
  const missing = members === undefined ? '' : [...new Set(userIds)].filter((id) => !looks.has(id)).join(' ');
  useEffect(() => {
    if (missing === '') return;
    const controller = new AbortController();
    const learn = async (userId: string) => {
      const user = await client.api.getUser(userId, { signal: controller.signal }).catch(() => undefined);
      if (controller.signal.aborted) return;
      setOthers((known) => new Map(known).set(userId, user ?? { displayName: 'Somebody' }));
    };
    for (const userId of missing.split(' ')) void learn(userId);
    return () => controller.abort();
  }, [client, missing]);
  return {
    nameOf: (userId) => looks.get(userId)?.displayName ?? '…',
    avatarOf: (userId) => looks.get(userId)?.avatarUrl,
  };
};
