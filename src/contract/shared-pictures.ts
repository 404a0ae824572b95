/** Where pictures wait that another app shared with the installed one, between the service worker and the page. */

/** Where the system posts them, below the app's scope; as in the web manifest. */
export const SHARE_ACTION = 'share';
/** Name of the form's field. */
export const SHARE_FIELD = 'pictures';
/** The cache that holds them until the page has taken them. */
export const SHARE_CACHE = 'shared-pictures';
/** Query of the Segment place that says what came: pictures, or a share that could not be read. */
export const SHARE_QUERY = 'shared';
