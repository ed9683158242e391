import { useEffect } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useClient } from '../session/client.ts';
import { useOwnProfile } from '../session/own-profile.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { Waiting } from '../ui/waiting.tsx';
import type { WorkspaceDialogProps } from '../workspace/workspace-dialog-props.ts';
import { Devices } from './devices.tsx';
import { Notifications } from './notifications.tsx';
import { Password } from './password.tsx';
import { Profile } from './profile.tsx';
import { SecondFactor } from './second-factor.tsx';

/** What somebody can change for themselves. */
const SettingsDialog = ({ user, onClose }: WorkspaceDialogProps) => {
  const client = useClient();
  const { profile, problem, setProfile, load } = useOwnProfile();
  useEffect(load, [load]);
  return (
    <DialogFrame title="Settings" onClose={onClose}>
      <FormAlert problem={problem} />
      {profile === undefined ? (
        problem === undefined && <Waiting />
      ) : (
        <Tabs className="tabs">
          <TabList className="tab-list" aria-label="Settings">
            <Tab id="profile">Profile</Tab>
            <Tab id="password">Password</Tab>
            <Tab id="security">Second factor</Tab>
            <Tab id="devices">Devices</Tab>
            <Tab id="notifications">Notifications</Tab>
          </TabList>
          <TabPanel id="profile">
            <Profile profile={profile} onChange={setProfile} />
          </TabPanel>
          <TabPanel id="password">
            <Password email={profile.email} />
          </TabPanel>
          <TabPanel id="security">
            <SecondFactor isOn={profile.mfaEnabled} onChange={(mfaEnabled) => setProfile({ ...profile, mfaEnabled })} />
          </TabPanel>
          <TabPanel id="devices">
            <Devices />
          </TabPanel>
          <TabPanel id="notifications">
            <Notifications />
          </TabPanel>
        </Tabs>
      )}
      <div className="dialog-buttons">
        <Button className="button" onPress={() => void client.auth.logOut()}>
          Sign {profile?.displayName ?? user.displayName} out
        </Button>
      </div>
    </DialogFrame>
  );
};

export default SettingsDialog;
