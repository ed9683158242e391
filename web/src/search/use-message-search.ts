import type { MessageHit } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { useClient } from '../session/client.ts';
import { errorText } from '../ui/error-text.ts';

/** Whoever types on within this wants no answer to what was there before. */
const settleMs = 250;

/** What a search found, or why it did not. */
export interface MessageSearchState {
  readonly hits: readonly MessageHit[] | undefined;
  readonly problem: string | undefined;
}

const nothing: MessageSearchState = { hits: undefined, problem: undefined };

/** Messages that have these words, while somebody types them. */
export const useMessageSearch = (query: string): MessageSearchState => {
  const client = useClient();
  const [state, setState] = useState(nothing);
  const q = query.trim();
  useEffect(() => {
    if (q === '') return setState(nothing);
    const controller = new AbortController();
    const search = async () => {
      try {
        const { items } = await client.api.searchMessages({ q, limit: 30, signal: controller.signal });
        if (!controller.signal.aborted) setState({ hits: items, problem: undefined });
      } catch (error) {
        if (!controller.signal.aborted) setState({ hits: undefined, problem: errorText(error) });
      }
    };
    const timer = setTimeout(() => void search(), settleMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [client, q]);
  return state;
};
