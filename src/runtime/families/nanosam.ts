/** NanoSAM: SAM's decoder without a picture size; scores come before masks. Source: nanosam `export_sam_mask_decoder_onnx.py`. */
import type { Family } from './family.ts';
import { promptable } from './promptable.ts';
import { SAM_CONTRACT } from './sam.ts';

export const nanosam: Family = promptable({ ...SAM_CONTRACT, id: 'nanosam', constants: {}, shapesOnly: [] });
