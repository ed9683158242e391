import { expect, it } from '@jest/globals';
import { highlighted } from '../../../../../web/src/search/highlighted.ts';

it('reads what a search answers as plain parts, with what was found apart', () => {
  expect(highlighted('a &lt;b&gt; <mark>R&amp;D</mark> &quot;x&#x27;')).toEqual([
    { text: 'a <b> ', start: 0, isFound: false },
    { text: 'R&D', start: 12, isFound: true },
    { text: ' "x\'', start: 19, isFound: false },
  ]);
});

it('takes entities for what they were before they were escaped, once', () => {
  expect(highlighted('&amp;lt;script&amp;gt;').map(({ text }) => text)).toEqual(['&lt;script&gt;']);
});
