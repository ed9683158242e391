import type { ConnectionState } from '@chemchat/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from './client.ts';

/** How the connection is. */
export const useConnection = (): ConnectionState => {
  const client = useClient();
  const subscribe = useCallback((changed: () => void) => client.on('connection', changed), [client]);
  return useSyncExternalStore(subscribe, () => client.connection);
};
