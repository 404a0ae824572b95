/** The worker of a dataset that the person brought. */
import { expose } from 'comlink';
import { DatasetWorker } from './dataset-worker.ts';

expose(new DatasetWorker());
