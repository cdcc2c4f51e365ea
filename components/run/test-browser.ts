import { fetchParser } from "./event-parser.ts";
import type { StreamPlatform } from "./event-stream.ts";

// What comes is read at once, so that a test sees what it sent.
await fetchParser();

/** For tests: a browser whose network, tab and time the test moves. */
export function testBrowser() {
  const opened: { url: string; target: EventSource; closed: boolean }[] = [];
  const timers: { action: () => void; ms: number; cancelled: boolean }[] = [];
  let hidden = false;
  let visibilityChanged = () => {};
  let onlineAgain = () => {};
  let seats = 1;
  let status: number | null = null;
  const platform: StreamPlatform = {
    open(url) {
      // Of an EventSource the stream uses the handlers, addEventListener and close.
      const target = new EventTarget() as EventSource;
      const entry = { url, target, closed: false };
      opened.push(entry);
      target.close = () => {
        entry.closed = true;
      };
      return target;
    },
    hidden: () => hidden,
    onOnline(changed) {
      onlineAgain = changed;
      return () => {
        onlineAgain = () => {};
      };
    },
    claim(wanted, given) {
      const isSeat = wanted === "seat";
      if (isSeat && seats === 0) given(null);
      else {
        seats -= isSeat ? 1 : 0;
        given(() => {
          seats += isSeat ? 1 : 0;
        });
      }
      return () => {};
    },
    status: async () => status,
    accessChanged: () => {},
    spread: () => 1,
    onVisibility(changed) {
      visibilityChanged = changed;
      return () => {
        visibilityChanged = () => {};
      };
    },
    later(action, ms) {
      const timer = { action, ms, cancelled: false };
      timers.push(timer);
      return () => {
        timer.cancelled = true;
      };
    },
  };
  const latest = () => opened[opened.length - 1];
  return {
    platform,
    opened,
    open: () => opened.filter((entry) => !entry.closed),
    event(json: unknown) {
      latest()?.target.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(json) }));
    },
    say(type: "signed-out" | "begin-anew" | "beat") {
      latest()?.target.dispatchEvent(new MessageEvent(type, { data: "{}" }));
    },
    text(json: unknown) {
      latest()?.target.dispatchEvent(new MessageEvent("text", { data: JSON.stringify(json) }));
    },
    /** The stream can't be opened, and the address answers so when it is asked why. */
    refuse(answer: number | null) {
      status = answer;
      latest()?.target.onerror?.(new Event("error"));
    },
    isOnlineAgain: () => onlineAgain(),
    seats: (count: number) => {
      seats = count;
    },
    fail() {
      latest()?.target.onerror?.(new Event("error"));
    },
    nextTimer() {
      const timer = timers.findLast((entry) => !entry.cancelled);
      if (!timer) throw new Error("no timer is set");
      timer.cancelled = true;
      timer.action();
      return timer.ms;
    },
    hide(value: boolean) {
      hidden = value;
      visibilityChanged();
    },
  };
}
