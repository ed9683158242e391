import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './icon-button.tsx';

/** A dialog over the page. */
export interface DialogFrameProps {
  readonly title: string;
  readonly onClose: () => void;
  /** Whether it asks something before anything else can go on. */
  readonly isAlert?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the page, until it is closed. */
export const DialogFrame = ({ title, onClose, isAlert = false, children }: DialogFrameProps) => (
  <ModalOverlay
    className="dialog-overlay"
    isOpen
    isDismissable
    onOpenChange={(isOpen) => {
      if (!isOpen) onClose();
    }}
  >
    <Modal className="dialog-modal">
      <Dialog className="dialog" role={isAlert ? 'alertdialog' : 'dialog'}>
        <header className="dialog-header">
          <Heading slot="title">{title}</Heading>
          <IconButton icon="close" label="Close" onPress={onClose} />
        </header>
        <div className="dialog-body">{children}</div>
      </Dialog>
    </Modal>
  </ModalOverlay>
);
