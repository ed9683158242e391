import type { AdminUser, SignedInUser } from '@chemchat/client';
import { useCallback, useDeferredValue, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { MoreButton } from './more-button.tsx';
import { PersonRow } from './person-row.tsx';
import { type PageRequest, usePages } from './use-pages.ts';

/** Who is in the team: found by name, shut out and let in again, made an admin. */
export const People = ({ user }: { readonly user: SignedInUser }) => {
  const { api } = useClient();
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
  const read = useCallback((request: PageRequest) => api.listAdminUsers({ ...request, query }), [api, query]);
  const people = usePages<AdminUser>(read);
  return (
    <section aria-label="People">
      <SearchField className="field" value={typed} onChange={setTyped}>
        <Label>Find people</Label>
        <Input placeholder="Name" autoComplete="off" />
      </SearchField>
      {people.items?.length === 0 && <p role="status">Nobody of that name.</p>}
      <ul className="members" aria-label="People of the team">
        {people.items?.map((person) => (
          <li key={person.id}>
            <PersonRow person={person} isOwn={person.id === user.id} onChange={people.replace} />
          </li>
        ))}
      </ul>
      <MoreButton pages={people} />
    </section>
  );
};
