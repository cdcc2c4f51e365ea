import type { Log } from "../../engine/ports.ts";
import { type FeedMember, RunFeed } from "./run-feed.ts";

type Source = ConstructorParameters<typeof RunFeed>[1] & { log: Log };

// By log, as each has its own runs.
const feeds = new WeakMap<Log, Map<string, RunFeed>>();

/** The run's feed, made for its first member; gives it with the way to leave it. With its last member it goes. */
export function joinFeed(
  runId: string,
  source: Source,
  member: FeedMember,
): { feed: RunFeed; leave: () => void } {
  const byRun = feeds.get(source.log) ?? new Map<string, RunFeed>();
  feeds.set(source.log, byRun);
  const feed = byRun.get(runId) ?? new RunFeed(runId, source);
  byRun.set(runId, feed);
  feed.join(member);
  return {
    feed,
    leave() {
      if (feed.leave(member) && byRun.get(runId) === feed) byRun.delete(runId);
    },
  };
}

/** How many runs are followed in this process. */
export const feedCount = (log: Log): number => feeds.get(log)?.size ?? 0;
