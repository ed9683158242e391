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
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const answer = isRecovery
      ? { recoveryCode: fields.required('recoveryCode', 'a recovery code').trim() }
      : { code: fields.requiredCode('code', 'the code of your authenticator') };
    const field = isRecovery ? 'recoveryCode' : 'code';
    const words = 'That code is not right, or was used before.';
    await toldAs('INVALID_CREDENTIALS', words, challenge.verify(answer), field);
  });
  return (
    <SessionLayout title="Second step">
      <Form {...form}>
        <FormAlert problem={problem} />
        {isRecovery ? (
          <Field key="recovery" name="recoveryCode" label="Recovery code" autoComplete="off" autoFocus />
        ) : (
          <Field
            key="code"
            name="code"
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
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
