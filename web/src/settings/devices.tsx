import type { Session } from '@chemchat/client';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { FormAlert } from '../ui/form-alert.tsx';
import { formatDateTime } from '../ui/format-time.ts';
import { useTask } from '../ui/use-task.ts';
import { Waiting } from '../ui/waiting.tsx';

/** The devices that somebody is signed in on; each can be signed out from here. */
export const Devices = () => {
  const client = useClient();
  const [sessions, setSessions] = useState<readonly Session[]>();
  const read = useTask(async () => setSessions((await client.api.listSessions({ limit: 100 })).items));
  const end = useTask(async (id: string) => {
    await client.api.endSession(id);
    setSessions((known) => known?.filter((one) => one.id !== id));
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it is shown
  useEffect(() => void read.run(), []);
  return (
    <>
      <FormAlert problem={read.problem ?? end.problem} />
      {sessions === undefined && read.problem === undefined && <Waiting />}
      <ul className="devices" aria-label="Devices">
        {sessions?.map(({ id, deviceName, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              <b>{deviceName ?? 'A device'}</b>
              <small>{current ? 'This one' : `Last used ${formatDateTime(lastUsedAt)}`}</small>
            </span>
            {!current && (
              <Button className="button danger" onPress={() => end.run(id)}>
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Button className="button" onPress={() => void client.auth.logOut({ allDevices: true })}>
        Sign out everywhere
      </Button>
    </>
  );
};
