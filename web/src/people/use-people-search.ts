import type { User } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { useClient } from '../session/client.ts';

/** Whoever types on within this wants no answer to what was there before. */
const settleMs = 200;

/** People of the tenant whose name begins so, without oneself. */
export const usePeopleSearch = (query: string, ownUserId: string): readonly User[] | undefined => {
  const client = useClient();
  const [found, setFound] = useState<readonly User[]>();
  useEffect(() => {
    const controller = new AbortController();
    const search = async () => {
      const { signal } = controller;
      const page = await client.api.listUsers({ query: query.trim(), limit: 20, signal }).catch(() => undefined);
      if (!signal.aborted) setFound(page?.items.filter(({ id }) => id !== ownUserId));
    };
    const timer = setTimeout(() => void search(), settleMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, query, ownUserId]);
  return found;
};
