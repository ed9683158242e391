import { Button } from 'react-aria-components';
import { FormAlert } from '../ui/form-alert.tsx';
import { Waiting } from '../ui/waiting.tsx';
import type { Pages } from './use-pages.ts';

/** The end of a list that is read page by page: what went wrong, that it is being read, or a button for more. */
export const MoreButton = ({ pages }: { readonly pages: Omit<Pages<{ readonly id: string }>, 'replace'> }) => (
  <>
    <FormAlert problem={pages.problem} />
    {pages.items === undefined && pages.problem === undefined && <Waiting />}
    {pages.problem !== undefined && (
      <Button className="button" onPress={pages.reload}>
        Try again
      </Button>
    )}
    {pages.items !== undefined && pages.hasMore && (
      <Button className={pages.isLoading ? 'button pending' : 'button'} onPress={pages.loadMore}>
        Show more
      </Button>
    )}
  </>
);
