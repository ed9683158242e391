import type { OwnProfile } from '@chemchat/client';
import { createContext, use, useCallback, useEffect, useState } from 'react';
import { errorText } from '../ui/error-text.ts';
import { useClient } from './client.ts';

/** The profile of who is signed in, once it is there. */
export interface OwnProfileState {
  readonly profile: OwnProfile | undefined;
  /** Why it is not there. */
  readonly problem: string | undefined;
  readonly setProfile: (profile: OwnProfile) => void;
  /** Asks for it anew; ends the asking. */
  readonly load: () => () => void;
}

/** Asks for the profile of who is signed in. */
export const useLoadedProfile = (): OwnProfileState => {
  const client = useClient();
  const [profile, setProfile] = useState<OwnProfile>();
  const [problem, setProblem] = useState<string>();
  const load = useCallback(() => {
    const controller = new AbortController();
    setProblem(undefined);
    client.api.me({ signal: controller.signal }).then(setProfile, (error: unknown) => {
      if (!controller.signal.aborted) setProblem(errorText(error));
    });
    return () => controller.abort();
  }, [client]);
  useEffect(load, [load]);
  return { profile, problem, setProfile, load };
};

/** The profile that all parts of the page show. */
export const OwnProfileContext = createContext<OwnProfileState | undefined>(undefined);

/** @throws Error outside of the workspace */
export const useOwnProfile = (): OwnProfileState => {
  const state = use(OwnProfileContext);
  if (state === undefined) throw new Error('nobody is signed in here');
  return state;
};
