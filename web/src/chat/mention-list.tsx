import type { Mentionable } from './mention-query.ts';

/** People to choose from; the focus stays in the field, which names the active one. */
export interface MentionListProps<Person extends Mentionable> {
  readonly people: readonly Person[];
  readonly active: number;
  readonly onChoose: (person: Person) => void;
}

/** People to choose from while a mention is typed. */
export const MentionList = <Person extends Mentionable>({ people, active, onChoose }: MentionListProps<Person>) =>
  people.length === 0 ? null : (
    <div id="mention-list" className="mention-list" role="listbox" aria-label="People to mention">
      {people.map((person, index) => (
        <div
          key={person.userId}
          id={`mention-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className="mention-option"
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(person);
          }}
        >
          {person.displayName}
        </div>
      ))}
    </div>
  );
