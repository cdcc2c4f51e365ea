/** What a piece was to a text: nothing new, its continuation, or something that can't be joined because text is missing before it. */
type Appended = "known" | "grown" | "hole";

/** A text that comes in pieces, each with the characters before it; pieces may come twice or overlap. */
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

/** What of a piece is new to who has the first `known` characters; null when there is a hole before it. */
export function newPart(known: number, offset: number, piece: string): string | null {
  return offset > known ? null : piece.slice(known - offset);
}
