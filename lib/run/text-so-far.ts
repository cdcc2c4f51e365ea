/** What a piece added to a text: nothing new, more text, or nothing because text before it is missing. */
type Appended = "known" | "grown" | "hole";

/** A text that arrives in pieces, each with the number of characters before it. Pieces may repeat or overlap. */
export class TextSoFar {
  text: string;

  constructor(text = "") {
    this.text = text;
  }

  append(offset: number, piece: string): Appended {
    const fresh = newPart(this.text.length, offset, piece);
    if (fresh === null) return "hole";
    this.text += fresh;
    return fresh === "" ? "known" : "grown";
  }
}

/** The part of a piece that is new after the first `known` characters; null when text before it is missing. */
export function newPart(known: number, offset: number, piece: string): string | null {
  return offset > known ? null : piece.slice(known - offset);
}
