/** Ties an encoder's outputs to a decoder's inputs, and refuses graphs that do not fit a contract. */
import { SegError } from '../../contract/errors.ts';
import type { Session } from '../session.ts';
import { fillable, type PromptableContract } from './contract.ts';

/** Decoder input -> encoder output. @throws SegError `bad-model` for an input that nothing fills */
export function linkGraphs(
  contract: PromptableContract,
  encoder: Session,
  decoder: Session,
): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  const sole = encoder.outputs.length === 1 ? encoder.outputs[0]?.name : undefined;
  for (const [to, candidates] of Object.entries(contract.links)) {
    if (!decoder.input(to)) continue;
    const from = candidates.find((name) => encoder.output(name)) ?? sole;
    if (from === undefined) {
      const there = encoder.outputs.map((o) => o.name).join(', ');
      throw new SegError('bad-model', `the encoder has no output for the decoder's "${to}" (it has ${there})`);
    }
    links.set(to, from);
  }
  return links;
}

/** Every decoder input must be one that the contract fills, and the outputs must be there. @throws SegError `bad-model` */
export function checkDecoder(contract: PromptableContract, decoder: Session): void {
  const filled = fillable(contract);
  const { masks, scores } = contract.outputs;
  const unknown = decoder.inputs.filter((port) => !filled.has(port.name)).map((port) => port.name);
  const absent = [contract.points.coords, contract.points.labels].filter((name) => !decoder.input(name));
  const silent = [masks, ...(scores ? [scores] : [])].filter((name) => !decoder.output(name));
  const complaints = [
    ...(unknown.length > 0 ? [`asks for ${unknown.join(', ')}`] : []),
    ...(absent.length > 0 ? [`lacks input ${absent.join(', ')}`] : []),
    ...(silent.length > 0 ? [`lacks output ${silent.join(', ')}`] : []),
  ];
  if (complaints.length > 0) {
    throw new SegError('bad-model', `not a ${contract.id} decoder: it ${complaints.join('; ')}`);
  }
}
