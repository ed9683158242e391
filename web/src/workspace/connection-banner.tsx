import { useEffect, useState } from 'react';
import { useConnection } from '../session/use-connection.ts';

/** A change of connection that is over so soon is not worth a word. */
const patienceMs = 1_500;

/** Says that there is no connection, when it stays so. */
export const ConnectionBanner = () => {
  const isOnline = useConnection() === 'online';
  const [isSaid, setSaid] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSaid(!isOnline), isOnline ? 0 : patienceMs);
    return () => clearTimeout(timer);
  }, [isOnline]);
  return (
    <div role="status" className={isSaid ? 'banner' : 'visually-hidden'}>
      {isSaid && 'You are offline. What you write is sent when the connection is back.'}
    </div>
  );
};
