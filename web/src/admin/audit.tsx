import type { AuditEntry } from '@chemchat/client';
import { useCallback, useState } from 'react';
import { Button } from 'react-aria-components';
import { usePeople } from '../people/use-people.ts';
import { useClient } from '../session/client.ts';
import { formatDateTime } from '../ui/format-time.ts';
import { auditActionText } from './audit-action-text.ts';
import { AuditFilter, type AuditFilters } from './audit-filter.tsx';
import { MoreButton } from './more-button.tsx';
import { type PageRequest, usePages } from './use-pages.ts';

/** Days as they were chosen, as the instants that they begin and end with here. */
const boundsOf = ({ from, to }: AuditFilters) => ({
  ...(from !== '' && { from: new Date(`${from}T00:00:00`).toISOString() }),
  ...(to !== '' && { to: new Date(`${to}T23:59:59.999`).toISOString() }),
});

const peopleIn = (entries: readonly AuditEntry[]): string[] =>
  entries
    .flatMap(({ actorId, target }) => [actorId, target.type === 'person' ? target.id : null])
    .filter((id): id is string => id !== null && id !== 'operator');

/** What happened in the team, newest first. */
export const Audit = () => {
  const { api } = useClient();
  const [filters, setFilters] = useState<AuditFilters>({ action: '', actorId: '', from: '', to: '' });
  const read = useCallback(
    (request: PageRequest) => {
      const { action, actorId } = filters;
      const sought = { ...(action !== '' && { action }), ...(actorId !== '' && { actorId }), ...boundsOf(filters) };
      return api.listAuditEntries({ ...request, ...sought });
    },
    [api, filters],
  );
  const entries = usePages<AuditEntry>(read);
  const { items = [] } = entries;
  const { nameOf } = usePeople([], peopleIn(items));
  const actorOf = (actorId: string | null): string => {
    if (actorId === null) return 'Somebody unknown';
    return actorId === 'operator' ? 'An operator' : nameOf(actorId);
  };
  return (
    <section aria-label="Audit">
      <AuditFilter filters={filters} onChange={setFilters} nameOf={nameOf} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <div className="audit-scroll" tabIndex={0} role="region" aria-label="Entries">
        <table className="audit">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">To whom</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, timestamp, actorId, action, target, ip }) => (
              <tr key={id}>
                <td>
                  <time dateTime={timestamp}>{formatDateTime(timestamp)}</time>
                </td>
                <td>
                  {actorId === null || actorId === 'operator' ? (
                    actorOf(actorId)
                  ) : (
                    <Button className="link-button" onPress={() => setFilters({ ...filters, actorId })}>
                      {actorOf(actorId)}
                    </Button>
                  )}
                </td>
                <td>{auditActionText[action] ?? action}</td>
                <td>{target.type === 'person' && target.id !== actorId && nameOf(target.id)}</td>
                <td>{ip}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {entries.items?.length === 0 && !entries.hasMore && <p role="status">Nothing of the kind happened.</p>}
      <MoreButton pages={entries} />
    </section>
  );
};
