import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Counts tool calls in a file, so that a crash forgets none. */
export class Ledger {
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "tool-calls");
  }

  add(): void {
    appendFileSync(this.file, "x");
  }

  clear(): void {
    writeFileSync(this.file, "");
  }

  count(): number {
    return existsSync(this.file) ? readFileSync(this.file, "utf8").length : 0;
  }
}
