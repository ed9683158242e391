import type { Observable } from '@chemchat/client';
import { useSyncExternalStore } from 'react';

/** What something of the client's is now, and again at each change. */
export const useObservable = <Snapshot>(observable: Observable<Snapshot>): Snapshot =>
  useSyncExternalStore(
    (changed) => observable.subscribe(changed),
    () => observable.getSnapshot(),
  );
