import { describe, expect, it } from '@jest/globals';
import { charactersTooMany } from '../../../../../web/src/chat/content-limit.ts';

describe('a text that is too long', () => {
  it.each([
    ['', 0],
    ['x'.repeat(8_192), 0],
    ['x'.repeat(8_193), 1],
    ['ä'.repeat(4_096), 0],
    ['ä'.repeat(4_100), 4],
    [`${'x'.repeat(8_190)}😀`, 2],
  ])('says about how many characters it has too many', (text, tooMany) => {
    expect(charactersTooMany(text)).toBe(tooMany);
  });
});
