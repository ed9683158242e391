import { useSearchParams } from 'wouter';
import { Field } from '../ui/field.tsx';

/** The address that a code was mailed to, as the link that led here names it, and the code. */
export const MailedCodeFields = () => {
  const [search] = useSearchParams();
  const email = search.get('email') ?? '';
  return (
    <>
      <Field
        name="email"
        label="Email"
        type="email"
        defaultValue={email}
        autoComplete="username"
        autoFocus={email === ''}
      />
      <Field
        name="code"
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        hint="Eight digits, from the mail"
        autoFocus={email !== ''}
      />
    </>
  );
};
