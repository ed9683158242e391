import { FieldError, Input, type InputProps, Label, Text, TextField } from 'react-aria-components';

/** A labelled line to fill in. */
export interface FieldProps
  extends Pick<InputProps, 'type' | 'inputMode' | 'autoComplete' | 'autoFocus' | 'maxLength'> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly defaultValue?: string;
}

/** A labelled line to fill in, with a hint below it, and what is wrong with it where its form says so. */
export const Field = ({ name, label, hint, defaultValue = '', autoFocus = false, ...input }: FieldProps) => (
  <TextField className="field" name={name} defaultValue={defaultValue} autoFocus={autoFocus}>
    <Label>{label}</Label>
    <Input {...input} />
    {hint && (
      <Text slot="description" className="field-hint">
        {hint}
      </Text>
    )}
    <FieldError className="field-error" />
  </TextField>
);
