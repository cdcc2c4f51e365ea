import type { SecretForm } from "./secret-forms.ts";

/** A state of the automaton: what may follow, and whether what led here is a whole form, or enough of one to be told by. */
export type FormState = { next: Map<number, FormState[]>; isWhole: boolean; isTelling: boolean };

const state = (): FormState => ({ next: new Map(), isWhole: false, isTelling: false });

/** From so many places on, if it is at least half of a form, the beginning of one at the end of a text is telling. */
const TELLING = 8;

/** The states that recognise any of the forms, from the one in which nothing has been read. */
export function automatonOf(forms: readonly SecretForm[]): FormState {
  const root = state();
  for (const { places, tail } of forms) {
    let from = root;
    for (const [at, ways] of places.entries()) {
      const to = state();
      to.isTelling = at + 1 >= Math.max(TELLING, places.length / 2);
      for (const way of ways) lead(from, way, to);
      from = to;
    }
    from.isWhole = true;
    for (const ways of tail) {
      const to = { ...state(), isWhole: true, isTelling: true };
      for (const way of ways) lead(from, way, to);
      from = to;
    }
  }
  return root;
}

function lead(from: FormState, way: string, to: FormState): void {
  let at = from;
  for (let index = 0; index < way.length; index++) {
    const isLast = index === way.length - 1;
    // Inside a place written with several characters, as much is told as before it.
    const next = isLast ? to : { ...state(), isTelling: from.isTelling };
    const code = way.charCodeAt(index);
    const known = at.next.get(code);
    if (known) known.push(next);
    else at.next.set(code, [next]);
    at = next;
  }
}
