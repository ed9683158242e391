/** How long a browser calls over TLS alone, in seconds: two years. */
export const transportSecuritySeconds = 63_072_000;

/**
 * What every answer of the APIs says to a browser: nothing that users wrote is ever rendered, and answers are nobody's
 * cache's business. (Microsoft and OWASP agree on these for APIs: owasp.org, REST Security Cheat Sheet.)
 */
export const securityHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': `max-age=${transportSecuritySeconds}; includeSubDomains`,
  'x-content-type-options': 'nosniff',
} as const;
