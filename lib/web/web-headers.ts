/** Where the web client's page reaches beside its own origin. */
export interface WebSurroundings {
  /** Origins that files are sent to. */
  readonly uploadOrigins: readonly string[];
  /** Origins that pictures, film and sound are shown from. */
  readonly fileOrigins: readonly string[];
  /** Where sockets are opened to; older browsers do not take the page's own origin for it. */
  readonly socketOrigin?: string;
}

/** What the page may load, and from where: its own scripts and styles, none inline, and files of people's own. */
export const contentSecurityPolicy = ({ uploadOrigins, fileOrigins, socketOrigin = '' }: WebSurroundings): string => {
  const files = fileOrigins.join(' ');
  const directives = {
    'default-src': `'self'`,
    'connect-src': `'self' ${uploadOrigins.join(' ')} ${socketOrigin}`,
    'img-src': `'self' blob: data: ${files}`,
    'media-src': `'self' blob: ${files}`,
    'object-src': `'none'`,
    'base-uri': `'none'`,
    'form-action': `'self'`,
    'frame-ancestors': `'none'`,
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.trim()}`)
    .join('; ');
};

/** What goes with every answer of the web client, here and on AWS. */
export const webHeaders = (surroundings: WebSurroundings): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(surroundings),
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

/** How long a file of the web client may be kept: those with a digest in their name for good. */
export const cacheControl = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
