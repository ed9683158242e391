import type { Media } from '@chemchat/client';
import { Button } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { formatSize } from '../ui/format-size.ts';
import { Icon } from '../ui/icon.tsx';
import { useTask } from '../ui/use-task.ts';
import { rejectionText } from './rejection-text.ts';
import { mediaUrl, useMediaUrl } from './use-media-url.ts';

interface Shown {
  readonly media: Media;
}

const renditionOf = ({ renditions }: Media, name: string): string | undefined =>
  renditions.find((one) => one.name === name)?.name;

/** Room for a picture before it is there, so that nothing moves when it comes. */
const sizeOf = ({ width, height }: Media) => (width === undefined || height === undefined ? {} : { width, height });

const Picture = ({ media }: Shown) => {
  const client = useClient();
  const { url } = useMediaUrl(media.id, renditionOf(media, 'medium.webp'));
  return (
    <Button
      className="media-picture"
      aria-label={`Open ${media.fileName}`}
      onPress={async () => window.open(await mediaUrl(client, media.id), '_blank', 'noopener')}
    >
      <img src={url} alt="" {...sizeOf(media)} />
    </Button>
  );
};

const Film = ({ media }: Shown) => {
  const { url, renew } = useMediaUrl(media.id, renditionOf(media, '720p.mp4'));
  const { url: poster } = useMediaUrl(media.id, renditionOf(media, 'poster.webp'));
  const film = { src: url, poster, onError: renew, 'aria-label': media.fileName };
  return <video className="media-film" controls preload="none" {...film} />;
};

const Sound = ({ media }: Shown) => {
  const { url, renew } = useMediaUrl(media.id, renditionOf(media, 'audio.m4a'));
  // biome-ignore lint/a11y/useMediaCaption: nobody wrote any for what people send each other
  return <audio controls preload="none" src={url} onError={renew} aria-label={media.fileName} />;
};

const stateText = ({ status, reason }: Media): string =>
  status === 'rejected' ? rejectionText(reason) : status === 'pending' ? 'on its way' : 'being looked at';

const OtherFile = ({ media }: Shown) => {
  const client = useClient();
  const { run, problem } = useTask(async () => location.assign(await mediaUrl(client, media.id)));
  const text = (
    <>
      <Icon name="file" size={28} />
      <span className="upload-name">
        {media.fileName}
        <small>
          {formatSize(media.size)}
          {media.status !== 'ready' && `, ${stateText(media)}`}
          {problem !== undefined && `, ${problem}`}
        </small>
      </span>
    </>
  );
  if (media.status !== 'ready') return <span className="attachment">{text}</span>;
  return (
    <Button className="attachment" onPress={() => run()}>
      <span className="visually-hidden">Download</span>
      {text}
    </Button>
  );
};

/** A file of a message: a picture, a player, or something to download. */
export const Attachment = ({ media }: Shown) => {
  if (media.status !== 'ready') return <OtherFile media={media} />;
  if (media.kind === 'image') return <Picture media={media} />;
  if (media.kind === 'video') return <Film media={media} />;
  return media.kind === 'audio' ? <Sound media={media} /> : <OtherFile media={media} />;
};
