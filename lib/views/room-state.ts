/** Whether there is room for what Tutti stores. Bytes, and epoch ms. */
export type RoomState =
  | { ok: true }
  /** The data folder's disk is nearly full; runs go on once `neededBytes` are free. */
  | { ok: false; cause: "folder"; folder: string; freeBytes: number; neededBytes: number; since: number }
  /** The database refused a write, with these words; runs go on once it takes one. */
  | { ok: false; cause: "database"; said: string; since: number };
