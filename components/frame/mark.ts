/**
 * The mark in a square of 32: staves, and the bar where every player comes in. At 16, 32 and 48 pixels its edges fall
 * on whole ones. `scripts/draw-pictures.ts` draws the icons from it.
 */
export const MARK = {
  staves: { d: "M4 7h24M4 13h24M4 19h24M4 25h24", strokeWidth: 2 },
  bar: { d: "M20 5v22", strokeWidth: 4 },
};
