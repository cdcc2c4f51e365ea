import { TryLimit } from "./try-limit.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Who tries to sign in: the account that is named, from where, and the browser when the account is known there. */
export type Attempt = { account: string; address: string; browser: string | null };

/**
 * How often passwords may be tried, so that guessing is slow and yet nobody is locked out by another's tries. A browser in
 * which the account has signed in before has tries of its own. Anyone else shares those of an address, and of the account
 * over all addresses; past the latter, an address from which the account is signed in still has its own.
 */
export class SignInLimits {
  private readonly ofBrowser = new TryLimit([
    { max: 5, windowMs: MINUTE_MS },
    { max: 20, windowMs: HOUR_MS },
  ]);
  private readonly ofAddress = new TryLimit([
    { max: 30, windowMs: MINUTE_MS },
    { max: 200, windowMs: HOUR_MS },
  ]);
  private readonly ofAccountThere = new TryLimit([
    { max: 5, windowMs: MINUTE_MS },
    { max: 20, windowMs: HOUR_MS },
  ]);
  private readonly ofAccount = new TryLimit([
    { max: 20, windowMs: MINUTE_MS },
    { max: 200, windowMs: HOUR_MS },
  ]);

  /** Counts a try at `now`, ms, and gives null; or the ms to wait. `isKnown`: whether the account is signed in there. */
  async take(attempt: Attempt, now: number, isKnown: () => Promise<boolean>): Promise<number | null> {
    const { account, address, browser } = attempt;
    if (browser !== null) return this.ofBrowser.take(browser, now);
    const here = this.ofAddress.take(address, now) ?? this.ofAccountThere.take(key(attempt), now);
    if (here !== null) return here;
    const everywhere = this.ofAccount.take(account, now);
    return everywhere === null || (await isKnown()) ? null : everywhere;
  }

  /** The password was right: earlier tries from there were slips. */
  clear(attempt: Attempt): void {
    if (attempt.browser !== null) this.ofBrowser.clear(attempt.browser);
    else this.ofAccountThere.clear(key(attempt));
  }
}

const key = ({ account, address }: Attempt) => `${address} ${account}`;
