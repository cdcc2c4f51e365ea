import { Feed, type FeedMember } from "./feed.ts";
import type { FeedSource } from "./feed-source.ts";

/** What is followed: `id` among everything that `owner` has, such as a run of the log. */
export type Followed = { owner: object; id: string; source: FeedSource };

const feeds = new WeakMap<object, Map<string, Feed>>();

/**
 * Joins the feed of what is followed, created for its first member. Returns it with a function to leave it; the
 * last member to leave closes it.
 */
export function joinFeed(
  { owner, id, source }: Followed,
  member: FeedMember,
): { feed: Feed; leave: () => void } {
  const byId = feeds.get(owner) ?? new Map<string, Feed>();
  feeds.set(owner, byId);
  const feed = byId.get(id) ?? new Feed(source);
  byId.set(id, feed);
  feed.join(member);
  return {
    feed,
    leave() {
      if (feed.leave(member) && byId.get(id) === feed) byId.delete(id);
    },
  };
}

/** How many feeds of an owner this process has. */
export const feedCount = (owner: object): number => feeds.get(owner)?.size ?? 0;
