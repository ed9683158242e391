import { useCallback, useEffect, useRef, useState } from 'react';
import { errorText } from '../ui/error-text.ts';

/** A page of a list, as the SDK answers it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** How a page is asked for. */
export interface PageRequest {
  readonly signal: AbortSignal;
  readonly cursor?: string;
}

/** A list that is read page by page. */
export interface Pages<Item> {
  /** Undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly problem: string | undefined;
  loadMore(): void;
  /** Reads it from the beginning again. */
  reload(): void;
  /** Takes an item as a change left it. */
  replace(item: Item): void;
}

interface State<Item> {
  readonly items: readonly Item[] | undefined;
  readonly cursor: string | null;
  readonly isLoading: boolean;
  readonly problem: string | undefined;
}

/** Reads a list page by page, and anew when `read` is another function. */
export const usePages = <Item extends { readonly id: string }>(
  read: (request: PageRequest) => Promise<Page<Item>>,
): Pages<Item> => {
  const [state, setState] = useState<State<Item>>({
    items: undefined,
    cursor: null,
    isLoading: true,
    problem: undefined,
  });
  const underWay = useRef<AbortController>(undefined);
  const load = useCallback(
    async (before: readonly Item[], cursor: string | null) => {
      underWay.current?.abort();
      const controller = new AbortController();
      const { signal } = controller;
      underWay.current = controller;
      setState((known) => ({ ...known, isLoading: true, problem: undefined }));
      try {
        const { items, nextCursor } = await read({ signal, ...(cursor !== null && { cursor }) });
        if (signal.aborted) return;
        setState({ items: [...before, ...items], cursor: nextCursor, isLoading: false, problem: undefined });
      } catch (error) {
        if (!signal.aborted) setState((known) => ({ ...known, isLoading: false, problem: errorText(error) }));
      }
    },
    [read],
  );
  useEffect(() => {
    void load([], null);
    return () => underWay.current?.abort();
  }, [load]);
  return {
    ...state,
    hasMore: state.cursor !== null,
    loadMore: () => void load(state.items ?? [], state.cursor),
    reload: () => void load([], null),
    replace: (item) =>
      setState((known) => ({ ...known, items: known.items?.map((one) => (one.id === item.id ? item : one)) })),
  };
};
