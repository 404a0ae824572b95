/** Trusted Types: which addresses may become scripts. Everything else that could turn text into code or markup is refused by the browser. */

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string; readonly createHTML: (text: string) => string },
  ): unknown;
}

function isFactory(value: unknown): value is PolicyFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value;
}

/** Nothing, or one named character such as `&eacute;`: a live region is emptied so, and Markdown's decoder asks the browser so. */
const HARMLESS = /^(&[a-z0-9]{1,40};)?$/i;

/**
 * Makes the realm's default policy: workers and the service worker may come from the page's own origin; markup is refused but
 * for {@link HARMLESS}; there is no rule that makes script from text, so that trying throws. Call it first of all, in the page
 * and in every worker that starts others. Does nothing where the browser has no Trusted Types.
 * Source: W3C, Trusted Types, section 4.1 (default policy).
 */
export function trustOwnScripts(): void {
  const factory: unknown = Reflect.get(globalThis, 'trustedTypes');
  if (!isFactory(factory)) return;
  const { href, origin } = globalThis.location;
  factory.createPolicy('default', {
    createScriptURL(url) {
      if (new URL(url, href).origin === origin) return url;
      throw new TypeError(`${url} may not become a script here`);
    },
    createHTML(text) {
      if (HARMLESS.test(text)) return text;
      throw new TypeError('text may not become markup here');
    },
  });
}
