/** "Which is better?": two answers without names, and what was chosen how often. */

export type Verdict = 'left' | 'right' | 'tie';

/** A pair shown without names; lane ids. */
export interface Trial {
  readonly left: string;
  readonly right: string;
}

/** Wins, losses and ties of one compared model, by its formatted spec. */
export interface Tally {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}

export type Tallies = Readonly<Record<string, Tally>>;

const NONE: Tally = { wins: 0, losses: 0, ties: 0 };

/**
 * The pair that was judged least often so far, sides by chance, so that neither order nor habit decides.
 * @param random uniform in [0, 1)
 */
export function nextTrial(lanes: readonly string[], judged: readonly Trial[], random: () => number): Trial | null {
  const pairs = lanes.flatMap((a, i) => lanes.slice(i + 1).map((b): Trial => ({ left: a, right: b })));
  const times = (p: Trial): number =>
    judged.filter((t) => (t.left === p.left && t.right === p.right) || (t.left === p.right && t.right === p.left))
      .length;
  const least = Math.min(...pairs.map(times));
  const fresh = pairs.filter((p) => times(p) === least);
  const pair = fresh[Math.floor(random() * fresh.length)];
  if (!pair) return null;
  return random() < 0.5 ? pair : { left: pair.right, right: pair.left };
}

/** The tallies after one more verdict on the two compared model. */
export function countVote(tallies: Tallies, left: string, right: string, verdict: Verdict): Tallies {
  const change = (name: string, key: keyof Tally): Tallies => {
    const before = tallies[name] ?? NONE;
    return { [name]: { ...before, [key]: before[key] + 1 } };
  };
  if (verdict === 'tie') return { ...tallies, ...change(left, 'ties'), ...change(right, 'ties') };
  const [winner, loser] = verdict === 'left' ? [left, right] : [right, left];
  return { ...tallies, ...change(winner, 'wins'), ...change(loser, 'losses') };
}
