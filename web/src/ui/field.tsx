import { Input, type InputProps, Label, Text, TextField } from 'react-aria-components';

/** A labelled line to fill in. */
export interface FieldProps
  extends Pick<InputProps, 'type' | 'inputMode' | 'autoComplete' | 'autoFocus' | 'maxLength'> {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly defaultValue?: string;
}

/** A labelled line to fill in, with a hint below it. */
export const Field = ({ name, label, hint, defaultValue = '', ...input }: FieldProps) => (
  <TextField className="field" name={name} defaultValue={defaultValue}>
    <Label>{label}</Label>
    <Input {...input} />
    {hint && (
      <Text slot="description" className="field-hint">
        {hint}
      </Text>
    )}
  </TextField>
);
