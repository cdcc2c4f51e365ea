import { fsyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

type EmscriptenOptions = Parameters<NodeFS["init"]>[1];
type Stream = { nfd?: number };

/** Its own log keeps at most this much for use again after a checkpoint; PostgreSQL's 1 GB is for servers. */
const LOG_SIZES = ["max_wal_size=128MB", "min_wal_size=32MB"];

/** Start parameters with which PostgreSQL asks for fsync at each commit: PGlite's own turn it off by `-F`. */
export function durableStartParams(defaults: readonly string[]): string[] {
  const settings = ["wal_sync_method=fsync", ...LOG_SIZES].flatMap((setting) => ["-c", setting]);
  return [...defaults.filter((param) => param !== "-F"), ...settings];
}

/** A folder on disk whose commits reach the disk: PGlite's own file system has no fsync, so power loss loses commits. */
export class DurableNodeFS extends NodeFS {
  override async init(pglite: PGlite, options: EmscriptenOptions) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const addFsync = (module: { NODEFS: { stream_ops: Record<string, unknown> } }) => {
      module.NODEFS.stream_ops.fsync = (stream: Stream) => {
        if (stream.nfd !== undefined) fsyncSync(stream.nfd);
        return 0;
      };
    };
    // Emscripten hands the module to each preRun; PGlite's types name no parameter for it.
    const preRun = [...(emscriptenOpts.preRun ?? []), addFsync] as typeof emscriptenOpts.preRun;
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }
}
