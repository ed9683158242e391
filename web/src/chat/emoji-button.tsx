import { lazy, Suspense, useState } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { IconButton } from '../ui/icon-button.tsx';
import { Waiting } from '../ui/waiting.tsx';

const EmojiPicker = lazy(() => import('./emoji-picker.tsx'));

/** What an emoji is picked for. */
export interface EmojiButtonProps {
  readonly label: string;
  readonly onPick: (emoji: string) => void;
}

/** Opens the emoji, and closes them when one was picked. */
export const EmojiButton = ({ label, onPick }: EmojiButtonProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <IconButton icon="emoji" label={label} />
      <Popover className="popover" placement="top end">
        <Dialog className="emoji-dialog" aria-label="Emoji">
          <Suspense fallback={<Waiting />}>
            <EmojiPicker
              onPick={(emoji) => {
                setOpen(false);
                onPick(emoji);
              }}
            />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
};
