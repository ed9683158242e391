import * as z from 'zod';

/** Control characters but tab and line ends. */
const forbiddenControl = /[\p{Cc}]/gu;
const allowedControl = new Set(['\t', '\n', '\r']);

const hasForbiddenControl = (text: string): boolean =>
  (text.match(forbiddenControl) ?? []).some((character) => !allowedControl.has(character));

/** The bytes `text` takes in UTF-8. */
export const utf8Bytes = (text: string): number => new TextEncoder().encode(text).length;

interface TextLimits {
  readonly minBytes: number;
  readonly maxBytes: number;
}

/**
 * Text a user wrote: at least `minBytes` and at most `maxBytes` of UTF-8, without unpaired surrogates, and without
 * control characters but tab and line ends. A byte limit refuses; it never cuts, so no character is ever split.
 */
export const userText = ({ minBytes, maxBytes }: TextLimits) =>
  z
    .string()
    .refine((text) => text.isWellFormed(), 'must not contain unpaired surrogates')
    .refine((text) => !hasForbiddenControl(text), 'must not contain control characters but tab and line ends')
    .refine((text) => utf8Bytes(text) >= minBytes, minBytes === 1 ? 'must not be empty' : `must have ${minBytes} bytes`)
    .refine((text) => utf8Bytes(text) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`);

/** Anything but spaces and what fonts draw as nothing (Unicode's Default_Ignorable_Code_Point; a blank Braille cell). */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** What turns the direction of the text after it: a name with it looks like another's, or turns what is beside it. */
const turnsDirection = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * One line of text a user wrote (a title, a name): as `userText`, trimmed, without line ends, without what turns the
 * direction of text, and not invisible.
 */
export const userLine = (limits: TextLimits) =>
  z
    .string()
    .trim()
    .refine((text) => !/[\t\n\r\u2028\u2029]/.test(text), 'must be a single line')
    .refine((text) => !turnsDirection.test(text), 'must not turn the direction of text')
    .refine((text) => text === '' || visible.test(text), 'must have a character that can be seen')
    .pipe(userText(limits));

/** The application's own JSON object, at most 4,096 bytes of JSON. */
export const Metadata = z
  .record(z.string(), z.unknown())
  .refine((value) => utf8Bytes(JSON.stringify(value)) <= 4096, 'must be at most 4096 bytes of JSON')
  .meta({ description: "The application's own JSON object, at most 4 KB" });

/** An instant, ISO 8601 in UTC with milliseconds. */
export const Timestamp = z.iso.datetime().meta({ examples: ['2026-11-23T12:00:00.000Z'] });
