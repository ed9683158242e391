import type { Message } from '@chemchat/client';
import { ToggleButton } from 'react-aria-components';

/** What people reacted with. */
export interface ReactionsProps {
  readonly reactions: Message['reactions'];
  readonly ownUserId: string;
  readonly nameOf: (userId: string) => string;
  readonly onToggle: (emoji: string, isOwn: boolean) => void;
}

/** The reactions on a message; pressing one joins in, or takes one's own back. */
export const Reactions = ({ reactions, ownUserId, nameOf, onToggle }: ReactionsProps) =>
  reactions.length === 0 ? null : (
    <div className="reactions" role="group" aria-label="Reactions">
      {reactions.map(({ emoji, userIds }) => {
        const isOwn = userIds.includes(ownUserId);
        return (
          <ToggleButton key={emoji} className="reaction" isSelected={isOwn} onChange={() => onToggle(emoji, isOwn)}>
            {emoji} {userIds.length}
            <span className="visually-hidden">: {userIds.map(nameOf).join(', ')}</span>
          </ToggleButton>
        );
      })}
    </div>
  );
