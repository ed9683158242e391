import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { EmojiButton } from './emoji-button.tsx';

/** What can be done with a message; what is left out may not be. */
export interface MessageActionsProps {
  readonly onReact: (emoji: string) => void;
  readonly onReply: () => void;
  readonly onEdit: (() => void) | undefined;
  readonly onDelete: (() => void) | undefined;
}

/** The buttons of a message. */
export const MessageActions = ({ onReact, onReply, onEdit, onDelete }: MessageActionsProps) => (
  <div className="message-actions" role="group" aria-label="Message actions">
    <EmojiButton label="React" onPick={onReact} />
    <IconButton icon="reply" label="Reply" onPress={onReply} />
    {(onEdit || onDelete) && (
      <MenuTrigger>
        <Button className="icon-button" aria-label="More actions">
          <Icon name="more" />
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu">
            {onEdit && (
              <MenuItem className="menu-item" onAction={onEdit}>
                Edit
              </MenuItem>
            )}
            {onDelete && (
              <MenuItem className="menu-item" onAction={onDelete}>
                Delete
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
    )}
  </div>
);
