/** PostgreSQL's disk_full (appendix A of its manual), and the system's errors for a full disk or a used-up quota. */
const CODES = new Set(["53100", "ENOSPC", "EDQUOT"]);
const SENTENCE = /no space left on device|disk quota exceeded|database or disk is full/i;

/** Whether an error, or one of its causes, means that there was no room to write. */
export function isNoRoom(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && CODES.has(error.code)) return true;
  return SENTENCE.test(error.message) || isNoRoom(error.cause);
}
