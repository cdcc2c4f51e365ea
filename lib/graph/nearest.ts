/** Limits for comparing names letter by letter: more or longer ones would take long and help nobody. */
const MOST = 200;
const LONGEST = 64;

/** The candidate that a misspelt name most likely meant, or null when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | null {
  if (name.length > LONGEST) return null;
  let best: string | null = null;
  let least = Math.min(Math.max(2, Math.floor(name.length / 3)) + 1, name.length);
  let compared = 0;
  for (const candidate of candidates) {
    if (compared++ === MOST) break;
    if (candidate.length > LONGEST) continue;
    const same = plain(name) === plain(candidate);
    if (!same && Math.abs(name.length - candidate.length) >= least) continue;
    const distance = same ? 0 : editDistance(name, candidate);
    if (distance < least || (distance === 0 && best === null)) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[_\s-]/g, "");

/** Levenshtein distance: the number of letters to add, remove or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
