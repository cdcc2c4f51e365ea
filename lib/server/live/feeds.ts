import { Feed, type FeedMember } from "./feed.ts";
import type { FeedSource } from "./feed-source.ts";

/** What is followed: `id` among all that `owner` has, such as the log with its runs. */
export type Followed = { owner: object; id: string; source: FeedSource };

const feeds = new WeakMap<object, Map<string, Feed>>();

/** The feed of what is followed, made for its first member; gives it with the way to leave it. With its last member it goes. */
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

/** How many things of an owner are followed in this process. */
export const feedCount = (owner: object): number => feeds.get(owner)?.size ?? 0;
