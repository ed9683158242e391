import { lazy, Suspense, useState } from 'react';
import { Button, Form } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { useTask } from '../ui/use-task.ts';
import { Waiting } from '../ui/waiting.tsx';

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

const RecoveryCodes = ({ codes }: { readonly codes: readonly string[] }) => (
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
  </section>
);

/** The field that asks for what the authenticator shows. */
const CodeField = () => <Field name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" />;

/** Switches the second factor on and off, and makes new recovery codes. */
export const SecondFactor = ({ isOn, onChange }: SecondFactorProps) => {
  const { auth } = useClient();
  const [secret, setSecret] = useState<Secret>();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const begin = useTask(async () => setSecret(await auth.enableMfa()));
  const verify = useSubmit(async (fields) => {
    const { recoveryCodes } = await auth.verifyMfa({ code: fields.required('code', 'the code').trim() });
    setSecret(undefined);
    setCodes(recoveryCodes);
    onChange(true);
  });
  const renew = useSubmit(async (fields) => {
    setCodes((await auth.newRecoveryCodes({ code: fields.required('code', 'the code').trim() })).recoveryCodes);
  });
  const disable = useSubmit(async (fields) => {
    await auth.disableMfa({ code: fields.required('code', 'the code').trim() });
    setCodes([]);
    onChange(false);
  });

  if (secret !== undefined) {
    return (
      <Form onSubmit={verify.submit} validationBehavior="aria">
        <p>Scan this with an authenticator, or type the key. Then enter the code that it shows.</p>
        <Suspense fallback={<Waiting />}>
          <QrCode text={secret.otpauthUri} label="The key, as a QR code" />
        </Suspense>
        <p>
          Key: <code className="secret">{secret.secret}</code>
        </p>
        <FormAlert problem={verify.problem} />
        <CodeField />
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
      <Form onSubmit={renew.submit} validationBehavior="aria">
        <FormAlert problem={renew.problem} />
        <CodeField />
        <SubmitButton isPending={renew.isPending}>Make new recovery codes</SubmitButton>
      </Form>
      <Form onSubmit={disable.submit} validationBehavior="aria">
        <FormAlert problem={disable.problem} />
        <CodeField />
        <SubmitButton isPending={disable.isPending}>Switch off</SubmitButton>
      </Form>
    </>
  );
};
