import type { SignedInUser } from '@chemchat/client';
import { useCallback, useSyncExternalStore } from 'react';
import { useClient } from './client.ts';

/** Who is signed in, here or in another tab; undefined when nobody is. */
export const useSignedInUser = (): SignedInUser | undefined => {
  const client = useClient();
  const subscribe = useCallback(
    (changed: () => void) => {
      const unsubscribe = [client.on('signed-in', changed), client.on('signed-out', changed)];
      return () => {
        for (const end of unsubscribe) end();
      };
    },
    [client],
  );
  return useSyncExternalStore(subscribe, () => client.auth.user);
};
