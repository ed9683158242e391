import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { toldAs } from '../ui/told-as.ts';
import { useSubmit } from '../ui/use-submit.ts';

/** Sets another password. */
export const Password = ({ email }: { readonly email: string }) => {
  const { auth } = useClient();
  const [isChanged, setChanged] = useState(false);
  const { form, isPending, problem } = useSubmit(async (fields) => {
    setChanged(false);
    const passwords = {
      currentPassword: fields.required('currentPassword', 'the current password'),
      newPassword: fields.required('newPassword', 'a new password'),
    };
    const changed = auth.changePassword(passwords);
    await toldAs('INVALID_CREDENTIALS', 'The current password is not right.', changed, 'currentPassword');
    fields.clear();
    setChanged(true);
  });
  return (
    <Form {...form}>
      <p>A new password signs all other devices out.</p>
      <FormAlert problem={problem} />
      {/* Tells password managers whose it is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field name="currentPassword" label="Current password" type="password" autoComplete="current-password" />
      <Field name="newPassword" label="New password" type="password" autoComplete="new-password" />
      <SubmitButton isPending={isPending}>Change password</SubmitButton>
      <p role="status">{isChanged && 'Changed. All other devices are signed out.'}</p>
    </Form>
  );
};
