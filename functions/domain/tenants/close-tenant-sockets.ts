import pMap from 'p-map';
import type { TenantId } from '../../contract/identifiers.ts';
import type { Connections } from '../connections/connections.ts';
import type { Sockets } from '../connections/sockets.ts';
import { Unavailable } from '../errors.ts';
import type { Users } from '../users/users.ts';

/** What closing the sockets of a tenant needs. */
export interface CloseTenantSocketsDeps {
  readonly users: Pick<Users, 'findByPrefix'>;
  readonly connections: Pick<Connections, 'ofUsers'>;
  readonly sockets: Pick<Sockets, 'close'>;
}

/** People looked at in one step. */
const peopleAtOnce = 100;
const closedAtOnce = 25;

/**
 * Closes the sockets of all people of a tenant. They are told nothing: their sessions have not ended, and who tries to
 * come back is refused. Running it again closes what the first left.
 *
 * @throws Unavailable some may still be open
 */
export const closeTenantSockets = async (
  { users, connections, sockets }: CloseTenantSocketsDeps,
  tenantId: TenantId,
): Promise<void> => {
  let open = 0;
  let after: string | undefined;
  do {
    const found = await users.findByPrefix(tenantId, '', { limit: peopleAtOnce, after, includesInactive: true });
    const own = await connections.ofUsers(
      tenantId,
      found.map(({ user }) => user.userId),
    );
    const close = ({ connectionId }: (typeof own)[number]) =>
      sockets.close(connectionId).then(
        () => true,
        () => false,
      );
    const closed = await pMap(own, close, { concurrency: closedAtOnce });
    open += closed.filter((done) => !done).length;
    after = found.length === peopleAtOnce ? found.at(-1)?.position : undefined;
  } while (after !== undefined);
  if (open > 0) throw new Unavailable(`cannot close the tenant's sockets; ${open} are not closed`);
};
