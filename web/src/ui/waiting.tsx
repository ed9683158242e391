/** Stands where something is still being loaded. */
export const Waiting = ({ what = 'Loading' }: { readonly what?: string }) => (
  <p className="waiting" role="status">
    {what}…
  </p>
);
