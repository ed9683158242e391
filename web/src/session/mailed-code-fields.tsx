import { useSearchParams } from 'wouter';
import { Field } from '../ui/field.tsx';

/** The address that a code was mailed to, as the link that led here names it, and the code. */
export const MailedCodeFields = () => {
  const [search] = useSearchParams();
  return (
    <>
      <Field name="email" label="Email" type="email" defaultValue={search.get('email') ?? ''} autoComplete="username" />
      <Field name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" />
    </>
  );
};
