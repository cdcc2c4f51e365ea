import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** For tests: a disk of its own that can be filled and emptied; gone after `remove`. */
export type SmallDisk = {
  folder: string;
  /** Writes until there is no room for a single page. */
  fill(): void;
  /** Takes away what `fill` wrote. */
  free(): void;
  remove(): void;
};

/** Mounts a disk in memory; where that can't be done, returns the reason, for people. */
export function mountSmallDisk(megabytes: number): SmallDisk | { reason: string } {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return { reason: "It needs a small disk, which only root can mount, and only on Linux." };
  const folder = mkdtempSync(join(tmpdir(), "tutti-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    rmSync(folder, { recursive: true });
    return { reason: `A small disk could not be mounted: ${error instanceof Error ? error.message : error}` };
  }
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill() {
      const file = openSync(ballast, "a");
      const page = Buffer.alloc(4_096);
      try {
        for (;;) writeSync(file, page);
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true });
    },
  };
}
