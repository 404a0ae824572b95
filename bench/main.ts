/** The program behind `npm run bench`: every measurement that needs no browser. */
import './metrics.ts';
