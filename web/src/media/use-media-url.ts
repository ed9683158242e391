import type { ChatClient } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { useClient } from '../session/client.ts';

/** How long before its end a URL is not used any more. */
const marginMs = 60_000;

const kept = new Map<string, { readonly url: Promise<string>; readonly untilMs: number }>();

const keyOf = (mediaId: string, rendition: string | undefined): string => `${mediaId}/${rendition ?? ''}`;

/** A short-lived URL of a file, or of one of its renditions; asked for once while it is good. */
export const mediaUrl = (client: ChatClient, mediaId: string, rendition?: string): Promise<string> => {
  const key = keyOf(mediaId, rendition);
  const known = kept.get(key);
  if (known && known.untilMs > Date.now()) return known.url;
  const answer = client.api.downloadUrl(mediaId, rendition === undefined ? {} : { rendition });
  const url = answer.then((one) => one.url);
  kept.set(key, { url, untilMs: Date.now() + 300_000 - marginMs });
  url.catch(() => kept.delete(key));
  return url;
};

/** A URL of a rendition while something shows it. */
export interface MediaUrl {
  /** Undefined until it is known, or while there is no such rendition. */
  readonly url: string | undefined;
  /** Asks for another one where it is over: a player that was left alone takes it late. */
  renew(): void;
}

/** A short-lived URL of a rendition. */
export const useMediaUrl = (mediaId: string, rendition: string | undefined): MediaUrl => {
  const client = useClient();
  const [url, setUrl] = useState<string>();
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round asks anew
  useEffect(() => {
    let isLeft = false;
    if (rendition === undefined) return;
    mediaUrl(client, mediaId, rendition).then(
      (known) => {
        if (!isLeft) setUrl(known);
      },
      // Without an answer the file stands there by its name.
      () => {},
    );
    return () => {
      isLeft = true;
    };
  }, [client, mediaId, rendition, round]);
  return {
    url,
    renew: () => {
      const known = kept.get(keyOf(mediaId, rendition));
      // What fails while its URL is good fails for another reason.
      if (known === undefined || known.untilMs < Date.now()) setRound(round + 1);
    },
  };
};
