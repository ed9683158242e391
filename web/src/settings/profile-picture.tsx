import type { OwnProfile } from '@chemchat/client';
import { Button, FileTrigger } from 'react-aria-components';
import { rejectionText } from '../media/rejection-text.ts';
import { settledMedia } from '../media/settled-media.ts';
import { upload } from '../media/upload.ts';
import { useClient } from '../session/client.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ProblemForPerson } from '../ui/error-text.ts';
import { FormAlert } from '../ui/form-alert.tsx';
import { useTask } from '../ui/use-task.ts';

/** Whose picture it is. */
export interface ProfilePictureProps {
  readonly profile: OwnProfile;
  readonly onChange: (profile: OwnProfile) => void;
}

/** Shows the picture that others see of somebody, takes another one, or takes it away. */
export const ProfilePicture = ({ profile, onChange }: ProfilePictureProps) => {
  const client = useClient();
  const { run, isPending, problem } = useTask(async (file: File) => {
    const media = await settledMedia(client, await upload(client, file));
    if (media.status === 'rejected') {
      throw new ProblemForPerson(`This picture can’t be taken: it was ${rejectionText(media.reason)}.`);
    }
    onChange(await client.api.updateMe({ avatarMediaId: media.id }));
  });
  const removal = useTask(async () => onChange(await client.api.updateMe({ avatarMediaId: null })));
  const isBusy = isPending || removal.isPending;
  return (
    <>
      <FormAlert problem={problem ?? removal.problem} />
      <div className="profile-picture">
        <Avatar id={profile.id} name={profile.displayName} url={profile.avatarUrl} />
        <FileTrigger acceptedFileTypes={['image/*']} onSelect={(chosen) => chosen?.[0] && void run(chosen[0])}>
          <Button className="button" isDisabled={isBusy}>
            Change picture
          </Button>
        </FileTrigger>
        {profile.avatarUrl !== undefined && (
          <Button className="button" isDisabled={isBusy} onPress={() => void removal.run()}>
            Remove picture
          </Button>
        )}
        <span role="status">{isBusy && 'One moment…'}</span>
      </div>
    </>
  );
};
