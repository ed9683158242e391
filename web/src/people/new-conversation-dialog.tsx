import type { ConversationInfo, User } from '@chemchat/client';
import { useState } from 'react';
import { Form, Label, Radio, RadioGroup } from 'react-aria-components';
import { useLocation } from 'wouter';
import { useClient } from '../session/client.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { ProblemForPerson } from '../ui/error-text.ts';
import { Field } from '../ui/field.tsx';
import { FormAlert } from '../ui/form-alert.tsx';
import { SubmitButton } from '../ui/submit-button.tsx';
import { useSubmit } from '../ui/use-submit.ts';
import type { WorkspaceDialogProps } from '../workspace/workspace-dialog-props.ts';
import { PeoplePicker } from './people-picker.tsx';

type ConversationType = ConversationInfo['type'];

const types: Readonly<Record<ConversationType, string>> = {
  direct: 'With one person',
  group: 'With a group',
  channel: 'A channel for many',
};

/** Begins a conversation. */
const NewConversationDialog = ({ user, onClose }: WorkspaceDialogProps) => {
  const client = useClient();
  const [, navigate] = useLocation();
  const [type, setType] = useState<ConversationType>('direct');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const { form, isPending, problem } = useSubmit(async (fields) => {
    const memberIds = chosen.map(({ id }) => id);
    if (type === 'direct' && memberIds.length !== 1) throw new ProblemForPerson('Choose whom to write to.');
    const title = type === 'direct' ? undefined : fields.required('title', 'a title').trim();
    const conversation = await client.api.createConversation({
      type,
      memberIds,
      ...(title !== undefined && { title }),
    });
    navigate(`/c/${encodeURIComponent(conversation.id)}`);
    onClose();
  });
  return (
    <DialogFrame title="New conversation" onClose={onClose}>
      <Form {...form}>
        <FormAlert problem={problem} />
        <RadioGroup
          className="radios"
          value={type}
          onChange={(value) => {
            setType(value as ConversationType);
            setChosen(chosen.slice(0, value === 'direct' ? 1 : undefined));
          }}
        >
          <Label>Kind</Label>
          {Object.entries(types).map(([value, label]) => (
            <Radio key={value} value={value} className="radio">
              {label}
            </Radio>
          ))}
        </RadioGroup>
        {type !== 'direct' && <Field name="title" label="Title" maxLength={256} />}
        <PeoplePicker ownUserId={user.id} chosen={chosen} onChange={setChosen} isSingle={type === 'direct'} />
        <SubmitButton isPending={isPending}>Begin</SubmitButton>
      </Form>
    </DialogFrame>
  );
};

export default NewConversationDialog;
