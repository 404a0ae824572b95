/** Cuts a graph into consecutive parts, one a named block, so that each can be run and timed by itself. */
import type { GraphNode, GraphParts } from './graph-parts.ts';

export interface Segment {
  /** The block's name; empty for what is left after the last block. */
  readonly block: string;
  /** Nodes in file order, with the constant ones that they read (those may be in several segments). */
  readonly nodes: readonly GraphNode[];
  /** Tensors from earlier segments or from outside. */
  readonly inputs: readonly string[];
  /** Tensors that later segments or the caller read, and the block's own output. */
  readonly outputs: readonly string[];
  /** The output of the block's last node; undefined when the graph has no node of that name. */
  readonly output: string | undefined;
}

/** The path of a block's nodes: exporters name a node after its module, `encoder.stages.0` -> `/encoder/stages.0/..`. */
function isOf(block: string, node: GraphNode): boolean {
  const dot = block.indexOf('.');
  const path = dot < 0 ? `/${block}` : `/${block.slice(0, dot)}/${block.slice(dot + 1)}`;
  return node.name === path || node.name.startsWith(`${path}/`);
}

/** Nodes whose value does not depend on the graph's inputs, by output name. */
function constants({ nodes, initializers }: GraphParts): ReadonlyMap<string, GraphNode> {
  const known = new Map<string, GraphNode>();
  for (const node of nodes) {
    if (node.inputs.every((name) => initializers.has(name) || known.has(name))) {
      for (const name of node.outputs) known.set(name, node);
    }
  }
  return known;
}

/**
 * Segments in the order of `blocks`, then the rest. Whatever a block needs and no earlier segment has made belongs to it, so glue
 * between two blocks is in the later one. Run one after the other they compute what the whole graph computes.
 */
export function planSegments(parts: GraphParts, blocks: readonly string[]): readonly Segment[] {
  const fixed = constants(parts);
  const maker = new Map<string, GraphNode>();
  for (const node of parts.nodes) for (const name of node.outputs) if (!fixed.has(name)) maker.set(name, node);

  const assigned = new Map<GraphNode, number>();
  /** Everything unassigned that the nodes need, the nodes themselves included. */
  const claim = (wanted: readonly GraphNode[], segment: number): void => {
    const stack = [...wanted];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (assigned.has(node) || fixed.has(node.outputs[0] ?? '')) continue;
      assigned.set(node, segment);
      for (const name of node.inputs) {
        const from = maker.get(name);
        if (from) stack.push(from);
      }
    }
  };
  const own = blocks.map((block) => parts.nodes.filter((node) => isOf(block, node)));
  for (const [i, nodes] of own.entries()) claim(nodes, i);
  const last = parts.outputs.map((name) => maker.get(name)).filter((node) => node !== undefined);
  claim(last, blocks.length);

  const readers = new Map<string, number>();
  for (const [node, segment] of assigned) {
    for (const name of node.inputs) readers.set(name, Math.max(readers.get(name) ?? 0, segment));
  }
  return [...blocks, ''].map((block, i): Segment => {
    const mine = parts.nodes.filter((node) => assigned.get(node) === i);
    const made = new Set(mine.flatMap((node) => node.outputs));
    const output = own[i]?.at(-1)?.outputs[0];
    const inputs = new Set(
      mine.flatMap((node) => node.inputs).filter((n) => !made.has(n) && !fixed.has(n) && !parts.initializers.has(n)),
    );
    const outputs = [...made].filter(
      (name) => name === output || (readers.get(name) ?? 0) > i || parts.outputs.includes(name),
    );
    return { block, nodes: withConstants(mine, fixed, parts), inputs: [...inputs], outputs, output };
  });
}

function withConstants(
  nodes: readonly GraphNode[],
  fixed: ReadonlyMap<string, GraphNode>,
  parts: GraphParts,
): readonly GraphNode[] {
  const wanted = new Set(nodes);
  const stack = [...nodes];
  for (let node = stack.pop(); node; node = stack.pop()) {
    for (const name of node.inputs) {
      const constant = fixed.get(name);
      if (constant && !wanted.has(constant)) {
        wanted.add(constant);
        stack.push(constant);
      }
    }
  }
  return parts.nodes.filter((node) => wanted.has(node));
}
