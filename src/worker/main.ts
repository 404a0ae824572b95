/** The worker program. */
import { expose } from 'comlink';
import { Segmenter } from './segmenter.ts';

expose(new Segmenter());
