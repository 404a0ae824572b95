/** Response headers of the app: isolation for WASM threads, a strict content security policy, lasting caches for hashed files. */

/** Hosts that the public catalogue downloads from, after a click that names them. Everything else is refused by the browser itself. */
export const CATALOGUE_HOSTS: readonly string[] = [
  'https://huggingface.co',
  'https://*.huggingface.co',
  'https://*.hf.co',
  'https://raw.githubusercontent.com',
  'https://media.githubusercontent.com',
];

/**
 * The policy, one directive a line.
 * `wasm-unsafe-eval` lets WebAssembly compile and nothing else; `img-src https:` is for "open a picture from an address";
 * `style-src 'unsafe-inline'` is for the style element that React Aria adds for touch handling;
 * text never becomes script or markup: the one Trusted Types policy knows own script addresses and nothing else (contract/trusted-scripts.ts).
 */
export const CONTENT_SECURITY_POLICY: string = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types default',
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data: https:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  `connect-src 'self' blob: data: ${CATALOGUE_HOSTS.join(' ')}`,
].join('; ');

/** Headers that every response carries. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Permissions-Policy': 'camera=(self), clipboard-read=(self), clipboard-write=(self), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Files under `assets/` carry a hash of their content in their name, so they never change. */
export function cacheControl(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}
