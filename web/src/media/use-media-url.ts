import type { ChatClient } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { useClient } from '../session/client.ts';

/** How long before its end a URL is not used any more. */
const marginMs = 60_000;

const kept = new Map<string, { readonly url: Promise<string>; readonly untilMs: number }>();

/** A short-lived URL of a file, or of one of its renditions; asked for once while it is good. */
export const mediaUrl = (client: ChatClient, mediaId: string, rendition?: string): Promise<string> => {
  const key = `${mediaId}/${rendition ?? ''}`;
  const known = kept.get(key);
  if (known && known.untilMs > Date.now()) return known.url;
  const answer = client.api.downloadUrl(mediaId, rendition === undefined ? {} : { rendition });
  const url = answer.then((one) => one.url);
  kept.set(key, { url, untilMs: Date.now() + 300_000 - marginMs });
  url.catch(() => kept.delete(key));
  return url;
};

/** A short-lived URL of a rendition; undefined until it is known, or while there is no such rendition. */
export const useMediaUrl = (mediaId: string, rendition: string | undefined): string | undefined => {
  const client = useClient();
  const [url, setUrl] = useState<string>();
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
  }, [client, mediaId, rendition]);
  return url;
};
