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

/** What an avatar shows. */
export interface AvatarProps {
  /** Gives the colour, so that it stays with the person or conversation. */
  readonly id: string;
  readonly name: string;
  readonly url?: string | undefined;
  readonly isOnline?: boolean;
}

/** A person's or conversation's picture or letters; beside a name, so not read out. */
export const Avatar = ({ id, name, url, isOnline = false }: AvatarProps) => (
  <span className="avatar" aria-hidden="true" style={{ backgroundColor: `hsl(${hueOf(id)} 60% 32%)` }}>
    {url === undefined ? initials(name) : <img src={url} alt="" />}
    {isOnline && <span className="avatar-online" />}
  </span>
);
