import Markdown, { type MarkdownToJSX, RuleType, sanitizer } from 'markdown-to-jsx/react';
import { memo, type ReactNode } from 'react';
import { splitByNames } from './split-by-names.ts';

/** What is rendered of a message. */
export interface MessageTextProps {
  readonly content: string;
  /** Names of the mentioned, as they are written behind an @. */
  readonly mentionedNames: readonly string[];
}

const isSafeLink = (url: string): boolean => /^(https?:|mailto:)/i.test(url);

const Anchor = ({ href, children }: { readonly href?: string; readonly children?: ReactNode }) =>
  href === undefined || !isSafeLink(href) ? (
    <span>{children}</span>
  ) : (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );

/** A picture from elsewhere would tell its host who reads this: what it says it shows stands for it. */
const NoPicture = ({ alt }: { readonly alt?: string }) => <span>{alt}</span>;

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

const Heading = ({ children }: { readonly children?: ReactNode }) => <p className="message-heading">{children}</p>;

const Text = ({ children }: { readonly children?: ReactNode }) => (
  <div className="message-text" dir="auto">
    {children}
  </div>
);

const optionsFor = (mentionedNames: readonly string[]): MarkdownToJSX.Options => ({
  disableParsingRawHTML: true,
  forceBlock: true,
  wrapper: Text,
  forceWrapper: true,
  sanitizer: (url) => (isSafeLink(url) ? sanitizer(url) : null),
  // A heading in a message is no heading of the page.
  overrides: { a: Anchor, img: NoPicture, ...Object.fromEntries(headings.map((tag) => [tag, Heading])) },
  renderRule: (next, node, _renderChildren, state) => {
    if (node.type !== RuleType.text || mentionedNames.length === 0) return next();
    return splitByNames(node.text, mentionedNames).map(({ text, isName, start }) =>
      isName ? (
        <span key={`${state.key}-${start}`} className="mention">
          {text}
        </span>
      ) : (
        text
      ),
    );
  },
});

/** What somebody wrote, as Markdown: never as HTML, with links that lead only where a page may be. */
const MessageText = memo(({ content, mentionedNames }: MessageTextProps) => (
  <Markdown options={optionsFor(mentionedNames)}>{content}</Markdown>
));

export default MessageText;
