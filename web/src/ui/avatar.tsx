import { useMediaUrl } from '../media/use-media-url.ts';

/** Hues whose letters can be read on them, in light and dark. */
const hues = [212, 262, 330, 12, 32, 150, 180, 290];

const initials = (name: string): string => {
  const words = name.trim().split(/\s+/);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
};

const hueOf = (id: string): number => {
  let sum = 0;
  for (const character of id) sum = (31 * sum + (character.codePointAt(0) ?? 0)) % 100_003;
  return hues[sum % hues.length] ?? 0;
};

/** The API wants a token, which an image's address has no place for: the short-lived one behind it is shown. */
const pictureAt = /\/media\/([^/?]+)\/download\?rendition=([^&]+)$/;

const Picture = ({ at, letters }: { readonly at: string; readonly letters: string }) => {
  const [, mediaId = '', rendition] = pictureAt.exec(at) ?? [];
  const { url, renew } = useMediaUrl(mediaId, rendition);
  return url === undefined ? letters : <img src={url} alt="" onError={renew} />;
};

/** What an avatar shows. */
export interface AvatarProps {
  /** Gives the colour, so that it stays with the person or conversation. */
  readonly id: string;
  readonly name: string;
  /** Where the API has the picture: a person's `avatarUrl`. */
  readonly url?: string | undefined;
  readonly isOnline?: boolean;
}

/** A person's or conversation's picture or letters; beside a name, so not read out. */
export const Avatar = ({ id, name, url, isOnline = false }: AvatarProps) => (
  <span className="avatar" aria-hidden="true" style={{ backgroundColor: `hsl(${hueOf(id)} 60% 32%)` }}>
    {url === undefined ? initials(name) : <Picture key={url} at={url} letters={initials(name)} />}
    {isOnline && <span className="avatar-online" />}
  </span>
);
