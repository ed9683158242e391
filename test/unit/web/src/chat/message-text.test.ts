import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import MessageText from '../../../../../web/src/chat/message-text.tsx';

const render = (content: string, mentionedNames: readonly string[] = []): string =>
  renderToStaticMarkup(createElement(MessageText, { content, mentionedNames }));

interface Element {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** What a page gets of it: React writes attributes in double quotes, and texts escaped. */
const elementsOf = (html: string): Element[] =>
  [...html.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(([, name = '', list = '']) => ({
    name,
    attributes: [...list.matchAll(/\s([a-zA-Z-]+)(?:="[^"]*")?/g)].map(([, attribute = '']) => attribute),
  }));

describe('the text of a message', () => {
  it('is Markdown', () => {
    expect(render('**bold** and `code`\n\n- one\n- two')).toBe(
      '<div class="message-text" dir="auto"><p><strong>bold</strong> and <code>code</code></p><ul><li>one</li><li>two</li></ul></div>',
    );
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe src="//evil.example"></iframe>',
    '<div style="position:fixed">over all</div>',
  ])('shows %s as it was written, and never as HTML', (content) => {
    const html = render(content);
    expect(elementsOf(html).filter(({ name }) => !['div', 'p'].includes(name))).toEqual([]);
    expect(html).toContain('&lt;');
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<b>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example',
  ])('does not lead to %s', (url) => {
    expect(render(`[here](${url})`)).not.toContain('href');
  });

  it('leads elsewhere in a page of its own, which learns nothing of this one', () => {
    expect(render('[here](https://example.com/a?b=c)')).toContain(
      '<a href="https://example.com/a?b=c" target="_blank" rel="noopener noreferrer nofollow">here</a>',
    );
  });

  it('loads no picture from elsewhere', () => {
    expect(render('![a cat](https://evil.example/cat.png)')).toBe(
      '<div class="message-text" dir="auto"><p><span>a cat</span></p></div>',
    );
  });

  it('shows the mentioned, and leaves other words behind an @ alone', () => {
    expect(render('@Lise Meitner, see @nobody', ['Lise', 'Lise Meitner'])).toBe(
      '<div class="message-text" dir="auto"><p><span class="mention">@Lise Meitner</span>, see @nobody</p></div>',
    );
  });

  it('has harmless elements and attributes alone, whatever was written', () => {
    const harmless = new Set(
      'div p span strong em del code pre ul ol li blockquote a hr br table thead tbody tr th td input sup footer section mark s'.split(
        ' ',
      ),
    );
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '`',
      '[',
      ']',
      '(',
      ')',
      '!',
      '*',
      '_',
      '#',
      '|',
      '\n',
      ' ',
      'javascript:',
      'onerror=',
      '<script',
      '<b onclick=x>',
      '<video src=x>',
      '<img src=x ',
      '</',
      'https://x.yz',
      '-',
      '1. ',
      '{',
      '}',
      '&#106;',
      'a',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        const html = render(parts.join(''));
        const elements = elementsOf(html);
        expect(elements.filter(({ name }) => !harmless.has(name))).toEqual([]);
        expect(elements.flatMap(({ attributes }) => attributes).filter((name) => /^on/i.test(name))).toEqual([]);
        expect(html).not.toMatch(/href="(?!https?:|mailto:)/i);
      }),
      { numRuns: 500 },
    );
  });
});
