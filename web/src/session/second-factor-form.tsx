import type { LogInResult } from '@chemchat/client';
import { useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { toldAs } from '../ui/told-as.ts';
import { useSubmit } from '../ui/use-submit.ts';
import { SessionLayout } from './session-layout.tsx';

/** What is asked after the password where somebody has a second factor. */
export interface SecondFactorFormProps {
  readonly challenge: Extract<LogInResult, { status: 'mfa-required' }>;
  readonly onCancel: () => void;
}

/** Asks for the code of an authenticator, or for a recovery code. */
export const SecondFactorForm = ({ challenge, onCancel }: SecondFactorFormProps) => {
  const [isRecovery, setRecovery] = useState(false);
  const { submit, isPending, problem } = useSubmit(async (fields) => {
    const answer = isRecovery
      ? { recoveryCode: fields.required('recoveryCode', 'a recovery code').trim() }
      : { code: fields.required('code', 'the code of your authenticator').replace(/\s/g, '') };
    await toldAs('INVALID_CREDENTIALS', 'That code is not right, or was used before.', challenge.verify(answer));
  });
  return (
    <SessionLayout title="Second step">
      <Form onSubmit={submit} validationBehavior="aria">
        <FormAlert problem={problem} />
        {isRecovery ? (
          <Field key="recovery" name="recoveryCode" label="Recovery code" autoComplete="off" />
        ) : (
          <Field
            key="code"
            name="code"
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            hint="Six digits, from your authenticator"
          />
        )}
        <SubmitButton isPending={isPending}>Verify</SubmitButton>
      </Form>
      <div className="session-links">
        <Button className="button" onPress={() => setRecovery(!isRecovery)}>
          {isRecovery ? 'Use your authenticator' : 'Use a recovery code'}
        </Button>
        <Button className="button" onPress={onCancel}>
          Back
        </Button>
      </div>
    </SessionLayout>
  );
};
