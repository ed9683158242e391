import type * as z from 'zod';
import { type FieldError, Invalid } from '../../domain/errors.ts';

const dotted = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const fieldErrors = (issue: z.core.$ZodIssue): FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: dotted([...issue.path, key]), message: 'is not a known field' }));
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ path: dotted(issue.path), message: missing ? 'is required' : issue.message }];
};

/**
 * Reads what came over the wire by its schema.
 *
 * @throws Invalid with every field that breaks a rule, unknown fields among them
 */
export const validate = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new Invalid(parsed.error.issues.flatMap(fieldErrors));
};
