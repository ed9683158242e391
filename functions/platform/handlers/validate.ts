import type * as z from 'zod';
import { type FieldError, Invalid } from '../../domain/errors.ts';
import { wellFormed } from './well-formed.ts';

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

/** How what was said is answered. */
export interface Answers<Schema extends z.ZodType | undefined, Answer> {
  readonly schema: Schema;
  readonly answer: (value: Schema extends z.ZodType ? z.output<Schema> : undefined) => Promise<Answer>;
  /** Where there is an answer to what breaks the rules too; undefined: it is refused. */
  readonly answerInvalid?: ((said: unknown) => Promise<Answer | undefined>) | undefined;
}

/**
 * Answers a request's JSON as a schema reads it.
 *
 * @throws Invalid it breaks the rules, and nothing is to be answered to that
 */
export const answerBySchema = async <Schema extends z.ZodType | undefined, Answer>(
  said: unknown,
  { schema, answer, answerInvalid }: Answers<Schema, Answer>,
): Promise<Answer> => {
  let value: unknown;
  try {
    value = schema && validate(schema, wellFormed(said));
  } catch (error) {
    const answered = error instanceof Invalid ? await answerInvalid?.(said) : undefined;
    if (answered === undefined) throw error;
    return answered;
  }
  return answer(value as Parameters<typeof answer>[0]);
};
