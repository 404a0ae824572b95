/** The worker of a dataset that the person brought. */
import { expose } from 'comlink';
import { DatasetDesk } from './dataset-desk.ts';

expose(new DatasetDesk());
