/** A session of the person, one for each browser in which they are signed in. Times are epoch ms. */
export type SessionRow = {
  id: string;
  /** The one that asks. */
  isHere: boolean;
  /** What the browser said of itself; empty: nothing. */
  userAgent: string;
  /** Where it was begun from: an IP address; null: not known. */
  address: string | null;
  begunAt: number;
  expiresAt: number;
};

/** The person's own account. */
export type OwnAccount = { name: string; email: string; sessions: SessionRow[] };
