import { Button } from 'react-aria-components';
import { DialogFrame } from '../ui/dialog-frame.tsx';

/** Asks before a message is deleted. */
export const DeleteMessageDialog = ({
  onClose,
  onDelete,
}: {
  readonly onClose: () => void;
  readonly onDelete: () => void;
}) => (
  <DialogFrame title="Delete this message?" onClose={onClose}>
    <p>Nobody can read it any more. That it was there stays visible.</p>
    <div className="dialog-buttons">
      <Button className="button" onPress={onClose}>
        Keep it
      </Button>
      <Button className="button danger" onPress={onDelete}>
        Delete
      </Button>
    </div>
  </DialogFrame>
);
