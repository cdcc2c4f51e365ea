/** Follows text that should be a JSON object and may be several in a row, as it comes, in whatever pieces. */
export class ObjectScan {
  private depth = 0;
  private inText = false;
  private escaped = false;
  private length = 0;
  private blank = true;
  /** Something else than objects stands between or after them. */
  private stray = false;
  private readonly ends: number[] = [];

  add(piece: string): void {
    for (let at = 0; at < piece.length; at += 1) this.take(piece.charAt(at), this.length + at + 1);
    this.length += piece.length;
  }

  private take(character: string, end: number): void {
    if (this.inText) {
      if (this.escaped) this.escaped = false;
      else if (character === "\\") this.escaped = true;
      else if (character === '"') this.inText = false;
      return;
    }
    if (character === " " || character === "\n" || character === "\r" || character === "\t") return;
    this.blank = false;
    if (this.depth === 0) {
      if (character === "{") this.depth = 1;
      else this.stray = true;
      return;
    }
    if (character === '"') this.inText = true;
    else if (character === "{" || character === "[") this.depth += 1;
    else if (character === "}" || character === "]") {
      this.depth -= 1;
      if (this.depth === 0) this.ends.push(end);
    }
  }

  isBlank(): boolean {
    return this.blank;
  }

  /** In the middle of an object. */
  isOpen(): boolean {
    return this.depth > 0;
  }

  /** The text's objects, where there are several; the text itself where it is one, or something else. */
  split(text: string): string[] {
    if (this.stray || this.ends.length === 0) return [text];
    const parts = this.ends.map((end, at) => text.slice(this.ends[at - 1] ?? 0, end).trim());
    if (this.depth > 0) parts.push(text.slice(this.ends.at(-1)).trim());
    return parts.length === 1 ? [text] : parts;
  }
}
