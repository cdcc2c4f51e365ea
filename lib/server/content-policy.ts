/** SHA-256 of the style sheet that sonner's module adds to the page by itself, as CSP writes it. */
export const SONNER_STYLE = "'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='";

/** SHA-256 of nothing: sonner puts its style element into the page before it fills it. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * The Content-Security-Policy of a page. Scripts need the nonce; style elements too, except the one known sheet.
 * Style attributes are allowed because React Flow places nodes by them in the server's HTML. Development needs
 * evaluation (stack traces) and the dev server's own styles.
 */
export function contentPolicy(nonce: string, development: boolean): string {
  const script = `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`;
  const style = development
    ? "'self' 'unsafe-inline'"
    : `'self' 'nonce-${nonce}' ${EMPTY_STYLE} ${SONNER_STYLE}`;
  return [
    "default-src 'self'",
    `script-src ${script}`,
    `style-src-elem ${style}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join("; ");
}
