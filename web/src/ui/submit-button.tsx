import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';

/** Sends the form it is in; it looks so while that is under way. */
export const SubmitButton = ({
  isPending,
  children,
}: {
  readonly isPending: boolean;
  readonly children: ReactNode;
}) => (
  <Button type="submit" className={isPending ? 'button primary pending' : 'button primary'}>
    {children}
  </Button>
);
