import { lazy, Suspense, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { toldAs } from '../ui/told-as.ts';
import { type Fields, useSubmit } from '../ui/use-submit.ts';
import { useTask } from '../ui/use-task.ts';
import { Waiting } from '../ui/waiting.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

const QrCode = lazy(() => import('./qr-code.tsx'));

/** Whether somebody has a second factor. */
export interface SecondFactorProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

interface Secret {
  readonly secret: string;
  readonly otpauthUri: string;
}

/** The field that asks for what the authenticator shows. */
const CodeField = ({ label }: { readonly label: string }) => (
  <Field
    name="code"
    label={label}
    inputMode="numeric"
    autoComplete="one-time-code"
    hint="Six digits, from your authenticator"
  />
);

const code = (fields: Fields) => ({ code: fields.requiredCode('code', 'the code') });

/** Does what takes a code; where it was a wrong one, its field says so. */
const withCode = <Result,>(action: Promise<Result>): Promise<Result> =>
  toldAs('INVALID_CREDENTIALS', 'That code is not right, or was used before.', action, 'code');

/** Switches the second factor on and off, and makes new recovery codes. */
export const SecondFactor = ({ isOn, onChange }: SecondFactorProps) => {
  const { auth } = useClient();
  const [secret, setSecret] = useState<Secret>();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const begin = useTask(async () => setSecret(await auth.enableMfa()));
  const verify = useSubmit(async (fields) => {
    const { recoveryCodes } = await withCode(auth.verifyMfa(code(fields)));
    setSecret(undefined);
    setCodes(recoveryCodes);
    onChange(true);
  });
  const renew = useSubmit(async (fields) => {
    setCodes((await withCode(auth.newRecoveryCodes(code(fields)))).recoveryCodes);
    fields.clear();
  });
  const disable = useSubmit(async (fields) => {
    await withCode(auth.disableMfa(code(fields)));
    setCodes([]);
    onChange(false);
  });

  if (secret !== undefined) {
    return (
      <Form {...verify.form}>
        <p>Scan this with an authenticator, or type the key. Then enter the code that it shows.</p>
        <Suspense fallback={<Waiting />}>
          <QrCode text={secret.otpauthUri} label="The key, as a QR code" />
        </Suspense>
        <p>
          Key: <code className="secret">{secret.secret}</code>
        </p>
        <FormAlert problem={verify.problem} />
        <CodeField label="Code" />
        <SubmitButton isPending={verify.isPending}>Switch on</SubmitButton>
      </Form>
    );
  }
  if (!isOn) {
    return (
      <>
        <p>With a second factor, signing in takes a code from your phone besides the password.</p>
        <FormAlert problem={begin.problem} />
        <Button className="button primary" onPress={() => begin.run()}>
          Set up a second factor
        </Button>
      </>
    );
  }
  return (
    <>
      <p role="status">The second factor is on.</p>
      {codes.length > 0 && <RecoveryCodes codes={codes} />}
      <Form {...renew.form}>
        <FormAlert problem={renew.problem} />
        <CodeField label="Code for new recovery codes" />
        <SubmitButton isPending={renew.isPending}>Make new recovery codes</SubmitButton>
      </Form>
      <Form {...disable.form}>
        <FormAlert problem={disable.problem} />
        <CodeField label="Code to switch it off" />
        <SubmitButton isPending={disable.isPending}>Switch off</SubmitButton>
      </Form>
    </>
  );
};
