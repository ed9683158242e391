import type { Member } from '@chemchat/client';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';

const roles: readonly Member['role'][] = ['member', 'admin', 'owner'];

/** A member's role to choose. */
export interface RoleSelectProps {
  readonly label: string;
  readonly role: Member['role'];
  readonly onChange: (role: Member['role']) => void;
}

/** Chooses a member's role; making somebody the owner hands ownership over. */
export const RoleSelect = ({ label, role, onChange }: RoleSelectProps) => (
  <Select
    aria-label={label}
    value={role}
    onChange={(key) => {
      const next = roles.find((one) => one === key);
      if (next !== undefined && next !== role) onChange(next);
    }}
  >
    <Button className="button">
      <SelectValue />
    </Button>
    <Popover className="popover">
      <ListBox className="menu" items={roles.map((id) => ({ id }))}>
        {({ id }) => (
          <ListBoxItem className="menu-item" id={id}>
            {id}
          </ListBoxItem>
        )}
      </ListBox>
    </Popover>
  </Select>
);
