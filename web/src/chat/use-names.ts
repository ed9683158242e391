import type { Member } from '@chemchat/client';
import { useEffect, useMemo, useState } from 'react';
import { useClient } from '../session/client.ts';

/** Names of people: of the members, and of those who wrote here and are members no more. */
export const useNames = (members: readonly Member[] | undefined, userIds: readonly string[]) => {
  const client = useClient();
  const [others, setOthers] = useState<ReadonlyMap<string, string>>(new Map());
  const names = useMemo(
    () => new Map([...others, ...(members ?? []).map(({ userId, displayName }) => [userId, displayName] as const)]),
    [members, others],
  );
  const missing = members === undefined ? '' : [...new Set(userIds)].filter((id) => !names.has(id)).join(' ');
  useEffect(() => {
    if (missing === '') return;
    const controller = new AbortController();
    const learn = async (userId: string) => {
      const user = await client.api.getUser(userId, { signal: controller.signal }).catch(() => undefined);
      if (!controller.signal.aborted) setOthers((known) => new Map(known).set(userId, user?.displayName ?? 'Somebody'));
    };
    for (const userId of missing.split(' ')) void learn(userId);
    return () => controller.abort();
  }, [client, missing]);
  return (userId: string): string => names.get(userId) ?? '…';
};
