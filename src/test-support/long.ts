/** Whether the long form of the tests runs: `npm run test:long -- properties`. */
export const LONG = process.env.SEGMENT_LONG !== undefined;

/** Runs of a property: all of them in the long form, an eighth but at least ten before every change. */
export const runs = (full: number): number => (LONG ? full : Math.max(10, Math.ceil(full / 8)));
