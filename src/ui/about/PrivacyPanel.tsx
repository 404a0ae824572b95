/** What leaves the tab: counted, not claimed. */
import type { JSX } from 'react';
import { formatBytes } from '../format.ts';
import css from './About.module.css';
import { useAllowedHosts } from './use-policy.ts';
import { useRequests } from './use-requests.ts';

function Counter(): JSX.Element {
  const traffic = useRequests();
  const foreign = traffic.filter((t) => !t.own).reduce((n, t) => n + t.requests, 0);
  return (
    <div className={css.counter} data-clean={foreign === 0}>
      <p className={css.big}>
        <strong>{foreign}</strong> {foreign === 1 ? 'request' : 'requests'} to other servers since this page was opened
      </p>
      <table>
        <caption className="visually-hidden">Requests by server</caption>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Requests</th>
            <th scope="col">Received</th>
          </tr>
        </thead>
        <tbody>
          {traffic.map((t) => (
            <tr key={t.host}>
              <th scope="row">
                {t.host}
                {t.own ? <span> (this app)</span> : null}
              </th>
              <td>{t.requests}</td>
              <td>{formatBytes(t.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.small}>
        Counted by your browser for this page. The background program that runs the model loads its own files; they come
        from this app, or from the host of a public model that you asked for.
      </p>
    </div>
  );
}

export function PrivacyPanel(): JSX.Element {
  const allowed = useAllowedHosts();
  return (
    <section className={css.section} aria-labelledby="privacy">
      <h2 id="privacy">Your picture stays in this tab</h2>
      <p>
        Pictures are decoded, segmented and exported by your own device. There is no server that could receive them, no
        account and no measuring of visitors.
      </p>
      <Counter />
      <ul className={css.facts}>
        <li>
          <strong>Try it yourself.</strong> Load the page, cut the network, and go on working: opening, clicking and
          exporting need no connection.
        </li>
        <li>
          <strong>Bound by rule.</strong>{' '}
          {allowed === null
            ? 'Where the server sends a content security policy, the browser itself refuses connections to other hosts. This server sent none.'
            : allowed.length === 0
              ? 'The content security policy of this server makes the browser refuse every connection to another host, but for pictures from an address that you give.'
              : `The content security policy of this server lets the page connect only to itself and, for public models that you choose to download, to ${allowed.map((h) => h.replace('https://', '')).join(', ')}; and to show pictures from an address that you give.`}
        </li>
        <li>
          <strong>What stays on this device.</strong> The app itself, so that it opens without a connection, and models
          that you downloaded, until you delete them under Models. Pictures and objects are gone when the tab closes,
          unless you turn on keeping them in Segment; turned off again, all of it is deleted.
        </li>
        <li>
          <strong>Pictures from an address</strong> are fetched from the server that you name, which then sees the
          request like any visit.
        </li>
      </ul>
    </section>
  );
}
