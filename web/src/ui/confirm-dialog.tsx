import { Button } from 'react-aria-components';
import { DialogFrame } from './dialog-frame.tsx';

/** Something that is asked before it is done. */
export interface ConfirmDialogProps {
  readonly title: string;
  /** What comes of it. */
  readonly consequence: string;
  readonly action: string;
  readonly refusal?: string;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before something is done that can't be taken back by whoever does it. */
export const ConfirmDialog = ({
  title,
  consequence,
  action,
  refusal = 'Cancel',
  onClose,
  onConfirm,
}: ConfirmDialogProps) => (
  <DialogFrame title={title} onClose={onClose} isAlert>
    <p>{consequence}</p>
    <div className="dialog-buttons">
      <Button className="button" onPress={onClose} autoFocus>
        {refusal}
      </Button>
      <Button
        className="button danger"
        onPress={() => {
          onClose();
          onConfirm();
        }}
      >
        {action}
      </Button>
    </div>
  </DialogFrame>
);
