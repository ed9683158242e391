import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Metadata, userLine, userText, utf8Bytes } from '../../../../functions/contract/text.ts';

const text = userText({ minBytes: 1, maxBytes: 16 });

describe("a user's text", () => {
  it('is measured in bytes of UTF-8 and comes through unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        fc.pre(!/\p{Cc}/u.test(value));
        const fits = utf8Bytes(value) >= 1 && utf8Bytes(value) <= 16;
        const parsed = text.safeParse(value);
        expect(parsed.success).toBe(fits);
        if (parsed.success) expect(parsed.data).toBe(value);
      }),
    );
  });

  it.each(['\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\ud800', 'x\udc00'])('refuses %j', (value) => {
    expect(text.safeParse(value).success).toBe(false);
  });

  it.each(['\t', '\n', '\r\n', '\u2028', '\u200d', '👩‍🔬'])('takes %j', (value) => {
    expect(text.safeParse(value).success).toBe(true);
  });

  it('of one line is trimmed and has no line ends', () => {
    const line = userLine({ minBytes: 1, maxBytes: 16 });
    expect(line.parse('  Lab 3 ')).toBe('Lab 3');
    for (const value of ['a\nb', 'a\u2028b', '   ', '']) expect(line.safeParse(value).success).toBe(false);
  });

  it.each(['\u200b', '\u3164', '\u2800', '\u00ad\u2060', '\ufe0f'])('of one line is not invisible: %j', (value) => {
    expect(userLine({ minBytes: 1, maxBytes: 16 }).safeParse(value).success).toBe(false);
  });

  it.each(['\u061c', '\u200e', '\u200f', '\u202a', '\u202e', '\u2066', '\u2069'])(
    'of one line does not turn the direction of text: %j',
    (value) => {
      expect(userLine({ minBytes: 1, maxBytes: 16 }).safeParse(`Ada${value}adA`).success).toBe(false);
      expect(text.safeParse(`Ada${value}adA`).success).toBe(true);
    },
  );

  it.each(['مريم', 'רות', '.', '👩‍🔬', 'क्', '\u{1fae9}', '\u{10ffff}'])('of one line may be %j', (value) => {
    expect(userLine({ minBytes: 1, maxBytes: 16 }).safeParse(value).success).toBe(true);
  });
});

describe('metadata', () => {
  it('is an object of at most 4,096 bytes of JSON', () => {
    expect(Metadata.safeParse({ a: 'x'.repeat(4096 - 8) }).success).toBe(true);
    expect(Metadata.safeParse({ a: 'x'.repeat(4096 - 7) }).success).toBe(false);
    for (const value of [[], 'text', 1, null]) expect(Metadata.safeParse(value).success).toBe(false);
  });
});
