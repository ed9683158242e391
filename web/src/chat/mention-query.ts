/** What is being typed behind an @. */
export interface MentionQuery {
  /** Where the @ is. */
  readonly start: number;
  readonly query: string;
}

/** Names have a few words; farther from the @ nobody is meant any more. */
const mostCharacters = 30;

/** What is being typed behind an @ before the caret; undefined when nothing is. */
export const mentionQueryAt = (text: string, caret: number): MentionQuery | undefined => {
  const before = text.slice(Math.max(0, caret - mostCharacters - 1), caret);
  const match = /(?:^|\s)@([^@\n]*)$/u.exec(before);
  const query = match?.[1];
  return query === undefined ? undefined : { start: caret - query.length - 1, query };
};

/** Somebody who can be mentioned. */
export interface Mentionable {
  readonly userId: string;
  readonly displayName: string;
}

/** Those whose name, or a word of it, begins so; at most eight. */
export const mentionableFor = <Person extends Mentionable>(people: readonly Person[], query: string): Person[] => {
  const sought = query.toLocaleLowerCase();
  return people
    .filter(({ displayName }) => {
      const name = displayName.toLocaleLowerCase();
      return name.startsWith(sought) || (sought !== '' && name.split(/\s+/).some((word) => word.startsWith(sought)));
    })
    .slice(0, 8);
};

/** Whom a text mentions: everybody whose name stands behind an @ in it. */
export const mentionedIn = (text: string, people: readonly Mentionable[]): string[] => [
  ...new Set(people.filter(({ displayName }) => text.includes(`@${displayName}`)).map(({ userId }) => userId)),
];
