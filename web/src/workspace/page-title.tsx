import { useClient } from '../session/client.ts';
import { useObservable } from '../session/use-observable.ts';

/** What the browser's tab is called: how much is unread, and where one is. */
export const PageTitle = ({ of }: { readonly of?: string }) => {
  const { unreadTotal } = useObservable(useClient().inbox);
  return <title>{`${unreadTotal > 0 ? `(${unreadTotal}) ` : ''}${of === undefined ? '' : `${of} – `}ChemChat`}</title>;
};
