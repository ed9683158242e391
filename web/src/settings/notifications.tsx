import { useState } from 'react';
import { Button } from 'react-aria-components';

const canNotify = 'Notification' in globalThis;

/** Asks for leave to show notifications; nothing is shown before that. */
export const Notifications = () => {
  const [permission, setPermission] = useState(canNotify ? Notification.permission : 'denied');
  if (permission === 'granted') return <p role="status">You are notified of new messages while this page is open.</p>;
  if (permission === 'denied') return <p role="status">This browser does not let this page show notifications.</p>;
  return (
    <>
      <p>Be told of new messages while this page is open and you look elsewhere.</p>
      <Button className="button primary" onPress={async () => setPermission(await Notification.requestPermission())}>
        Notify me
      </Button>
    </>
  );
};
