import type { OwnProfile } from '@chemchat/client';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import { ProfilePicture } from './profile-picture.tsx';

/** Somebody's own profile. */
export interface ProfileProps {
  readonly profile: OwnProfile;
  readonly onChange: (profile: OwnProfile) => void;
}

/** Changes what others see of one. */
export const Profile = ({ profile, onChange }: ProfileProps) => {
  const client = useClient();
  const [isSaved, setSaved] = useState(false);
  const { form, isPending, problem } = useSubmit(async (fields) => {
    setSaved(false);
    onChange(await client.api.updateMe({ displayName: fields.required('displayName', 'your name').trim() }));
    setSaved(true);
  });
  return (
    <>
      <ProfilePicture profile={profile} onChange={onChange} />
      <Form {...form}>
        <FormAlert problem={problem} />
        <Field name="displayName" label="Name" defaultValue={profile.displayName} autoComplete="name" />
        <dl className="facts">
          <dt>Email</dt>
          <dd>{profile.email}</dd>
          <dt>Username</dt>
          <dd>@{profile.username}</dd>
          <dt>Team</dt>
          <dd>{profile.tenantId}</dd>
        </dl>
        <SubmitButton isPending={isPending}>Save</SubmitButton>
        <p role="status">{isSaved && 'Saved.'}</p>
      </Form>
    </>
  );
};
