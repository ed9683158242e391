import type { ChatClient, Media } from '@chemchat/client';

/** A file once it was looked at: ready or rejected. Waits for as long as that takes, over lost connections too. */
export const settledMedia = (client: ChatClient, mediaId: string): Promise<Media> =>
  new Promise((resolve) => {
    const take = (media: Media) => {
      if (media.id !== mediaId || media.status === 'pending' || media.status === 'processing') return;
      for (const stop of listening) stop();
      resolve(media);
    };
    // What fails is looked at again with the next connection.
    const look = () => void client.api.getMedia(mediaId).then(take, () => {});
    const listening = [
      client.on('media.ready', ({ media }) => take(media)),
      client.on('media.rejected', ({ media }) => take(media)),
      client.on('connection', (state) => state === 'online' && look()),
    ];
    look();
  });
