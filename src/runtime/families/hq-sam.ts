/** HQ-SAM: SAM's decoder that also reads the encoder's intermediate features. Source: sam-hq `scripts/export_onnx_model.py`. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';
import { SAM_CONTRACT } from './sam.ts';

export const hqSam: Family = promptable({ ...SAM_CONTRACT, id: 'hq-sam', stacked: 'interm_embeddings' });
