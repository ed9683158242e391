import { describe, expect, it } from '@jest/globals';
import { mentionableFor, mentionedIn, mentionQueryAt } from '../../../../../web/src/chat/mention-query.ts';

const people = [
  { userId: 'u1', displayName: 'Lise Meitner' },
  { userId: 'u2', displayName: 'Otto Hahn' },
  { userId: 'u3', displayName: 'Otto Frisch' },
];

describe('what is typed behind an @', () => {
  it.each([
    ['@', 1, { start: 0, query: '' }],
    ['Hello @Li', 9, { start: 6, query: 'Li' }],
    ['Hello @Lise Mei', 15, { start: 6, query: 'Lise Mei' }],
    ['Hello @Li there', 9, { start: 6, query: 'Li' }],
  ])('is found in %j at %i', (text, caret, expected) => {
    expect(mentionQueryAt(text, caret)).toEqual(expected);
  });

  it.each([
    ['nobody', 6],
    ['lise@example.com', 16],
    ['@Lise\nand', 9],
    [`@${'x'.repeat(40)}`, 41],
  ])('is not found in %j at %i', (text, caret) => {
    expect(mentionQueryAt(text, caret)).toBeUndefined();
  });
});

it('offers those with a name or a word of it that begins so', () => {
  const names = (query: string) => mentionableFor(people, query).map(({ displayName }) => displayName);
  expect(names('')).toEqual(['Lise Meitner', 'Otto Hahn', 'Otto Frisch']);
  expect(names('otto')).toEqual(['Otto Hahn', 'Otto Frisch']);
  expect(names('fri')).toEqual(['Otto Frisch']);
  expect(names('itner')).toEqual([]);
});

it('mentions those whose name stands behind an @, each once', () => {
  expect(mentionedIn('@Otto Hahn and @Otto Hahn, not Lise Meitner', people)).toEqual(['u2']);
});
