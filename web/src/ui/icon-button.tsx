import { Button, type ButtonProps, Tooltip, TooltipTrigger } from 'react-aria-components';
import { Icon } from './icon.tsx';

/** A button that shows a picture, and says what it does. */
export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'className' | 'aria-label'> {
  readonly icon: Parameters<typeof Icon>[0]['name'];
  readonly label: string;
}

/** A button that shows a picture; its name is read out, and shown while it is pointed at. */
export const IconButton = ({ icon, label, ...button }: IconButtonProps) => (
  <TooltipTrigger delay={600}>
    <Button {...button} className="icon-button" aria-label={label}>
      <Icon name={icon} />
    </Button>
    <Tooltip className="tooltip">{label}</Tooltip>
  </TooltipTrigger>
);
