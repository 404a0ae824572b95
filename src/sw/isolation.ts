/** The header shim for static hosts: responses that pass through the service worker get the isolation headers. */

const ISOLATION: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Statuses whose responses may not have a body (Fetch, section 2.2.3: null body status). */
const BODILESS: readonly number[] = [101, 103, 204, 205, 304];

/** The same response with the cross-origin isolation headers that it lacks; opaque and failed responses pass unchanged. */
export function withIsolation(response: Response): Response {
  if (response.type === 'opaque' || response.status === 0) return response;
  const missing = Object.entries(ISOLATION).filter(([name]) => !response.headers.has(name));
  if (missing.length === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of missing) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(BODILESS.includes(status) ? null : response.body, { status, statusText, headers });
}
