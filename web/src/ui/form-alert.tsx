/** What went wrong, read out at once. */
export const FormAlert = ({ problem }: { readonly problem: string | undefined }) =>
  problem === undefined ? null : (
    <p role="alert" className="alert">
      {problem}
    </p>
  );
