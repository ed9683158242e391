import { useState } from 'react';
import { Button } from 'react-aria-components';

/** A text to copy, and what a button for that says. */
export interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

/** Copies a text, and says when it did. */
export const CopyButton = ({ text, label }: CopyButtonProps) => {
  const [copied, setCopied] = useState<string>();
  return (
    <Button
      className="button"
      onPress={async () => {
        await navigator.clipboard.writeText(text);
        setCopied(text);
      }}
    >
      {copied === text ? 'Copied' : label}
    </Button>
  );
};
