import type { User } from '@chemchat/client';
import { useState } from 'react';
import { Input, Label, ListBox, ListBoxItem, SearchField } from 'react-aria-components';
import { Avatar } from '../ui/avatar.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { usePeopleSearch } from './use-people-search.ts';

/** Finds people and keeps those who were chosen. */
export interface PeoplePickerProps {
  readonly ownUserId: string;
  readonly chosen: readonly User[];
  readonly onChange: (chosen: readonly User[]) => void;
  /** Whether choosing one lets go of the one before. */
  readonly isSingle: boolean;
}

/** Finds people by what their name begins with, and keeps those who were chosen. */
export const PeoplePicker = ({ ownUserId, chosen, onChange, isSingle }: PeoplePickerProps) => {
  const [query, setQuery] = useState('');
  const found = usePeopleSearch(query, ownUserId);
  const offered = (found ?? []).filter(({ id }) => !chosen.some((one) => one.id === id));
  const choose = (id: string) => {
    const person = offered.find((one) => one.id === id);
    if (person) onChange(isSingle ? [person] : [...chosen, person]);
  };
  return (
    <>
      <SearchField className="field" value={query} onChange={setQuery}>
        <Label>People</Label>
        <Input placeholder="Name" autoComplete="off" />
      </SearchField>
      {chosen.length > 0 && (
        <ul className="chosen" aria-label="Chosen people">
          {chosen.map((person) => (
            <li key={person.id}>
              {person.displayName}
              <IconButton
                icon="close"
                label={`Take ${person.displayName} out`}
                onPress={() => onChange(chosen.filter(({ id }) => id !== person.id))}
              />
            </li>
          ))}
        </ul>
      )}
      <ListBox
        className="people"
        aria-label="Found people"
        items={offered}
        selectionMode="none"
        onAction={(key) => choose(String(key))}
        renderEmptyState={() => (
          <p className="field-hint">{found === undefined ? 'Searching…' : 'Nobody else of that name'}</p>
        )}
      >
        {(person) => (
          <ListBoxItem className="person" textValue={person.displayName}>
            <Avatar id={person.id} name={person.displayName} url={person.avatarUrl} />
            <span>
              {person.displayName} <small>@{person.username}</small>
            </span>
          </ListBoxItem>
        )}
      </ListBox>
    </>
  );
};
