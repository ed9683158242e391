import { CopyButton } from '../ui/copy-button.tsx';

/** What signs somebody in without their authenticator, to be kept. */
export const RecoveryCodes = ({ codes }: { readonly codes: readonly string[] }) => (
  <section aria-labelledby="recovery-codes">
    <h3 id="recovery-codes">Recovery codes</h3>
    <p>Keep them where you find them without your phone. Each works once, and they are shown only now.</p>
    <ul className="recovery-codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <CopyButton text={codes.join('\n')} label="Copy the codes" />
  </section>
);
