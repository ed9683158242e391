import type { Conversation, SignedInUser, User } from '@chemchat/client';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { PeoplePicker } from '../people/people-picker.tsx';
import { useClient } from '../session/client.ts';
import { FormAlert } from '../ui/form-alert.tsx';
import { useTask } from '../ui/use-task.ts';

/** The conversation that people are added to. */
export interface AddMembersProps {
  readonly conversation: Conversation;
  readonly user: SignedInUser;
}

/** Adds people to a conversation. */
export const AddMembers = ({ conversation, user }: AddMembersProps) => {
  const { api } = useClient();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { run, problem } = useTask(async () => {
    for (const { id } of chosen) {
      await api.addMember(conversation.id, { userId: id, role: 'member' });
      setChosen((left) => left.filter((one) => one.id !== id));
    }
    await conversation.loadMembers();
  });
  return (
    <section aria-label="Add people">
      <FormAlert problem={problem} />
      <PeoplePicker ownUserId={user.id} chosen={chosen} onChange={setChosen} isSingle={false} />
      <Button className="button primary" isDisabled={chosen.length === 0} onPress={() => run()}>
        Add
      </Button>
    </section>
  );
};
