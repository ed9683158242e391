import { type ReactNode, useRef } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './icon-button.tsx';
import { useKeptFocus } from './use-kept-focus.ts';

/** A dialog over the page. */
export interface DialogFrameProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Whether it asks something before anything else can go on. */
  readonly isAlert?: boolean;
  readonly children: ReactNode;
}

const Frame = ({ title, onClose, isAlert = false, children }: DialogFrameProps) => {
  const dialog = useRef<HTMLElement>(null);
  useKeptFocus(dialog);
  return (
    <Dialog ref={dialog} className="dialog" role={isAlert ? 'alertdialog' : 'dialog'}>
      <header className="dialog-header">
        <Heading slot="title">{title}</Heading>
        <IconButton icon="close" label="Close" onPress={onClose} />
      </header>
      <div className="dialog-body">{children}</div>
    </Dialog>
  );
};

/** A dialog over the page, until it is closed. */
export const DialogFrame = (props: DialogFrameProps) => (
  <ModalOverlay
    className="dialog-overlay"
    isOpen
    isDismissable
    onOpenChange={(isOpen) => {
      if (!isOpen) props.onClose();
    }}
  >
    <Modal className="dialog-modal">
      <Frame {...props} />
    </Modal>
  </ModalOverlay>
);
