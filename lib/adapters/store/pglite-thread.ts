/** What the PGlite thread is given at its start: the cluster's folder. */
export type PgliteThreadInput = { dataDir: string };

/** What is asked of the thread: to answer bytes of PostgreSQL's protocol, or to close the database. */
export type PgliteRequest = { id: number; ask: Uint8Array | "close" };

/** What the thread says: that it is open, why it could not be, the answer to a request, or why there is none. */
export type PgliteReply =
  | { type: "open" }
  | { type: "refused"; reason: string }
  | { type: "answer"; id: number; bytes: Uint8Array<ArrayBuffer> }
  | { type: "failure"; id: number; reason: string };
