import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSearchText } from '../../../../../functions/domain/search/parse-search-text.ts';

const none = { from: [], in: [], before: [], after: [], has: [] };

describe('the text of a search', () => {
  it.each([
    ['two words', { words: 'two words' }],
    ['  spaces \t and\nlines ', { words: 'spaces and lines' }],
    ['"a phrase" beside', { phrases: ['a phrase'], words: 'beside' }],
    ['“from a word processor”', { phrases: ['from a word processor'] }],
    ['„auf Deutsch“ danach', { phrases: ['auf Deutsch'], words: 'danach' }],
    ['"still being typed', { phrases: ['still being typed'] }],
    ['from:lise word', { operators: { ...none, from: ['lise'] }, words: 'word' }],
    ['FROM:"Lise Meitner"', { operators: { ...none, from: ['Lise Meitner'] } }],
    [
      'in:#lab before:2026-01-02 after:2025-01-02 has:file',
      {
        operators: { ...none, in: ['#lab'], before: ['2026-01-02'], after: ['2025-01-02'], has: ['file'] },
      },
    ],
    ['from:a from:b', { operators: { ...none, from: ['a', 'b'] } }],
    [
      'https://example.com/a?b=c std::vector note: 10:30',
      { words: 'https://example.com/a?b=c std::vector note: 10:30' },
    ],
    ['from:', { words: 'from:' }],
    ['from:"" ""', {}],
    ['constructor:x __proto__:y', { words: 'constructor:x __proto__:y' }],
    ['5" pipe', { words: '5" pipe' }],
    ['', {}],
  ])('%j is read as it was meant', (text, read) => {
    expect(parseSearchText(text)).toEqual({ words: '', phrases: [], operators: none, ...read });
  });

  it('puts accents that are signs of their own together with their letter', () => {
    expect(parseSearchText('Cafe\u0301').words).toBe('Caf\u00e9');
  });

  it('is read whatever it is, and nothing is made up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { words, phrases, operators } = parseSearchText(text);
        const normal = text.normalize('NFC');
        for (const part of [...words.split(' '), ...phrases, ...Object.values(operators).flat()]) {
          expect(normal).toContain(part);
        }
      }),
    );
  });

  it('finds each operator again between any words', () => {
    const word = fc.stringMatching(/^[a-z0-9.+#_-]{1,8}$/);
    const name = fc.constantFrom('from', 'in', 'before', 'after', 'has');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.option(name), word)), (parts) => {
        const read = parseSearchText(parts.map(([key, value]) => (key === null ? value : `${key}:${value}`)).join(' '));
        expect(read.words).toBe(parts.flatMap(([key, value]) => (key === null ? [value] : [])).join(' '));
        for (const [key, values] of Object.entries(read.operators)) {
          expect(values).toEqual(parts.flatMap(([own, value]) => (own === key ? [value] : [])));
        }
      }),
    );
  });
});
