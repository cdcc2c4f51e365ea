import { createHash, randomUUID } from "node:crypto";
import type { Database } from "../../adapters/store/database.ts";
import type { ApiStart } from "../../views/api.ts";
import { AppError } from "../app-error.ts";
import { server } from "../ports.ts";
import { takeStart } from "../runs/start-limit.ts";
import { startRun } from "../runs/start-run.ts";
import type { Asker } from "./api-answer.ts";
import { newestVersion } from "./api-reads.ts";

type Wanted = ApiStart & { workflowId: string };

/**
 * Starts a run of a published version. With a key, the same request sent again by the same token leads to the same run,
 * whatever became of the first one's answer; another request with that key is refused.
 */
export async function startByApi(
  asker: Asker<"run">,
  { workflowId, version, ...wanted }: Wanted,
  key: string | null,
): Promise<{ runId: string; isNew: boolean }> {
  const { viewer, tokenId } = asker;
  const published = version ?? (await newestVersion(viewer, workflowId));
  if (published === null)
    throw new AppError(
      "CONFLICT",
      "Nothing of this workflow is published: publish it on its page, then start it.",
    );
  const begin = async (runId: string) => {
    takeStart(viewer);
    await startRun(viewer, { workflowId, version: published, ...wanted }, runId);
  };
  if (key === null) {
    const runId = randomUUID();
    await begin(runId);
    return { runId, isNew: true };
  }

  const request = createHash("sha256")
    .update(JSON.stringify({ workflowId, version, ...wanted }))
    .digest("hex");
  const { db } = await server();
  const id = { tokenId_key: { tokenId, key } };
  const runId = randomUUID();
  // Noted before the run begins: of two that come at once, the second finds the first's run.
  const { count } = await db.runKey.createMany({
    data: [{ tokenId, key, request, runId }],
    skipDuplicates: true,
  });
  const known = count === 0 ? await db.runKey.findUnique({ where: id }) : { runId, request };
  if (known === null) throw new AppError("UNAVAILABLE", "The request before was just refused. Try again.");
  if (known.request !== request)
    throw new AppError("CONFLICT", `The Idempotency-Key ${key} was used for another request: use a new one.`);
  const exists = async () => (await db.run.count({ where: { id: known.runId } })) > 0;
  if (count === 0 && (await exists())) return { runId: known.runId, isNew: false };
  try {
    await begin(known.runId);
    return { runId: known.runId, isNew: count > 0 };
  } catch (error) {
    if (await exists()) return { runId: known.runId, isNew: false };
    // What was refused has started nothing, and may be sent again.
    await db.runKey.deleteMany({ where: { tokenId, key, runId: known.runId } });
    throw error;
  }
}

/** How long a request may be sent again with its key. */
const KEPT_MS = 7 * 86_400_000;

/** Forgets keys of requests that nobody sends again. */
export async function forgetOldKeys(db: Database): Promise<void> {
  await db.runKey.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - KEPT_MS) } } });
}

const POLL_MS = 500;

/** Waits until a run has ended, at most `ms`, or until the asker leaves. */
export async function waitForEnd(runId: string, ms: number, left: AbortSignal): Promise<void> {
  const { db, log } = await server();
  const until = performance.now() + ms;
  const ended = async () => (await db.runHead.count({ where: { id: runId, status: "ended" } })) > 0;
  let wake = () => {};
  const stop = log.listen(runId, () => wake());
  try {
    while (!left.aborted && !(await ended())) {
      const rest = until - performance.now();
      if (rest <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(rest, POLL_MS));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    stop();
  }
}
