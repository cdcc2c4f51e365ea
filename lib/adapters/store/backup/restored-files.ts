import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type DemoSystem, demoSystems, isCurrent } from "../../demo/demo-company.ts";
import { backedUpFiles } from "./file-pieces.ts";
import { UnusableBackup } from "./read-backup.ts";

/** Collects the files of a backup beside the data folder's own, which they replace all at once by `keep`. */
export class RestoredFiles {
  private readonly folder: string;
  private readonly begun = new Set<string>();
  private readonly dataDir: string;

  constructor(dataDir: string) {
    this.dataDir = dataDir;
    this.folder = join(dataDir, "demo.restoring");
    this.discard();
  }

  async take({ file, bytes }: { file: string; bytes: string }): Promise<void> {
    if (!backedUpFiles.includes(file))
      throw new UnusableBackup(`The backup has a file ${file}, which this Tutti does not know.`);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const to = join(this.folder, basename(file));
    const content = Buffer.from(bytes, "base64");
    await (this.begun.has(file) ? appendFile(to, content) : writeFile(to, content));
    this.begun.add(file);
  }

  /** Where each demo system's file lies until it is kept; null unless the backup had all three. */
  demo(): ((system: DemoSystem) => string) | null {
    const path = (system: DemoSystem) => join(this.folder, `${system}.sqlite`);
    return demoSystems.every((system) => isCurrent(path(system))) ? path : null;
  }

  /** Puts them in their place; nothing to do where there were none, or where they were discarded. */
  keep(): void {
    if (!existsSync(this.folder)) return;
    const place = join(this.dataDir, "demo");
    const before = join(this.dataDir, "demo.before");
    rmSync(before, { recursive: true, force: true });
    if (existsSync(place)) renameSync(place, before);
    renameSync(this.folder, place);
    rmSync(before, { recursive: true, force: true });
  }

  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
