/** The header shim for static hosts: responses that pass through the service worker get the isolation headers. */

/** The same response with cross-origin isolation headers; opaque and failed responses pass unchanged. */
export function withIsolation(response: Response): Response {
  if (response.type === 'opaque' || response.status === 0) return response;
  if (response.headers.has('Cross-Origin-Embedder-Policy')) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const body = response.status === 204 || response.status === 304 ? null : response.body;
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}
