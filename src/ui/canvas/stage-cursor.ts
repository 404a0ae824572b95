/** Which mouse cursor the stage shows. */
import type { PromptHit } from './hit-test.ts';
import type { StageTool } from './stage-types.ts';

export type StageCursor = 'default' | 'cross' | 'grab' | 'grabbing' | 'none' | 'remove' | 'nwse' | 'nesw' | 'ns' | 'ew';

/** @param pressed a button is held on the stage */
export function stageCursor(tool: StageTool, hit: PromptHit | null, panKey: boolean, pressed: boolean): StageCursor {
  if (panKey || tool === 'pan') return pressed ? 'grabbing' : 'grab';
  if (hit?.kind === 'grip') {
    if (hit.grip === 'n' || hit.grip === 's') return 'ns';
    if (hit.grip === 'e' || hit.grip === 'w') return 'ew';
    return hit.grip === 'nw' || hit.grip === 'se' ? 'nwse' : 'nesw';
  }
  if (hit) return 'remove';
  if (tool === 'brush' || tool === 'paint' || tool === 'erase') return 'none';
  return tool === 'none' ? 'default' : 'cross';
}
