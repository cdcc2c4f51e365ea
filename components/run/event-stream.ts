import { browserPlatform } from "./stream-platform.ts";

/** How the page is joined to what it follows: the stream stands, is being made, broke and is tried again, or is not needed. */
export type Connection = "connecting" | "live" | "reconnecting" | "asleep" | "closed";

/** What the stream needs of the browser; tests bring their own. */
export type StreamPlatform = {
  open(url: string): EventSource;
  hidden(): boolean;
  /** Calls back when the tab was shown or hidden. */
  onVisibility(changed: () => void): () => void;
  /** Calls back when the browser has a network again. */
  onOnline(changed: () => void): () => void;
  later(action: () => void, ms: number): () => void;
  /**
   * Asks for one of the few connections that this browser's tabs may hold: a "seat" to keep, or null when all are taken;
   * a "turn" for a moment, when it is one's turn. What is given is the way to return it. Gives the way to ask no longer.
   */
  claim(wanted: "seat" | "turn", given: (giveBack: (() => void) | null) => void): () => void;
  /** What the address answers now: an HTTP status, or null when nobody does. */
  status(url: string): Promise<number | null>;
  /** A number around 1, so that the pages that one restart cut off do not all come back in the same moment. */
  spread(): number;
};

type Follow = {
  url: string;
  /** Seq of the last event that is known, for taking up the stream behind it. */
  lastSeq(): number;
  onEvent(data: string): void;
  onText?(data: string): void;
  /** What this page knows does not lead to what the stream brings now: of a run, everything comes again from its start. */
  onBeginAnew(): void;
  onConnection(connection: Connection): void;
  /** Why the stream is refused for good: nobody is signed in any more, or the run is not there (any more). */
  onRefused(why: "signed-out" | "gone"): void;
  /** Whether a hidden tab looks in now and then, or hears nothing until it is seen again. */
  looksInWhenHidden?: boolean;
  platform?: StreamPlatform;
};

export type EventStream = {
  /** Breaks off and takes up again behind `lastSeq`: after a gap, so that nothing is folded across it. */
  restart(): void;
  close(): void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** A hidden tab holds no stream, but looks in for a second every five, so that its title stays true. */
const SLEEP_MS = 5_000;
/** A tab that is seen but found no seat looks in more often. */
const STANDING_MS = 1_000;
const LOOK_IN_MS = 1_000;
/** The server says something every 10 s. */
const SILENCE_MS = 20_000;

/**
 * Follows an event stream until it is closed: reconnects with growing pauses and when nothing was heard for too long,
 * sleeps while the tab is hidden, and takes turns with other tabs when there are many.
 */
export function followEvents({
  platform = browserPlatform,
  looksInWhenHidden = true,
  ...follow
}: Follow): EventStream {
  let source: EventSource | null = null;
  let giveBack = () => {};
  let timers: (() => void)[] = [];
  let pauseMs = FIRST_PAUSE_MS;
  let closed = false;

  function disconnect() {
    for (const cancel of timers) cancel();
    timers = [];
    source?.close();
    source = null;
    giveBack();
    giveBack = () => {};
  }
  function connect() {
    disconnect();
    if (platform.hidden()) looksInWhenHidden && lookIn();
    else claim("seat", () => listenForSilence(open()), lookIn);
  }
  function lookIn() {
    claim("turn", () => {
      open();
      timers.push(platform.later(sleep, LOOK_IN_MS));
    });
  }
  function claim(wanted: "seat" | "turn", given: () => void, taken = () => {}) {
    let waiting = true;
    const stopAsking = platform.claim(wanted, (free) => {
      if (!waiting) return free?.();
      if (free === null) return taken();
      giveBack = free;
      given();
    });
    timers.push(() => {
      waiting = false;
      stopAsking();
    });
  }
  /** Gives whether anything was heard since it was last asked. */
  function open(): () => boolean {
    const url = `${follow.url}?after=${follow.lastSeq()}`;
    const mine = platform.open(url);
    source = mine;
    let opened = false;
    let heard = false;
    const when = (type: string, act: (data: string) => void) =>
      mine.addEventListener(type, (message: MessageEvent<string>) => {
        if (source !== mine) return;
        heard = true;
        act(message.data);
      });
    mine.onopen = () => {
      if (source !== mine) return;
      opened = true;
      follow.onConnection("live");
    };
    mine.onerror = () => {
      if (source !== mine) return;
      pause();
      if (!opened) void askWhy(url);
    };
    when("message", (data) => {
      pauseMs = FIRST_PAUSE_MS;
      follow.onEvent(data);
    });
    when("text", (data) => follow.onText?.(data));
    when("beat", () => {});
    when("begin-anew", follow.onBeginAnew);
    when("signed-out", () => follow.onRefused("signed-out"));
    return () => {
      const was = heard;
      heard = false;
      return was;
    };
  }
  function listenForSilence(hasHeard: () => boolean) {
    const check = () => (hasHeard() ? timers.push(platform.later(check, SILENCE_MS)) : pause());
    timers.push(platform.later(check, SILENCE_MS));
  }
  /** An event source doesn't say why it was refused. */
  async function askWhy(url: string) {
    const status = await platform.status(url);
    if (closed) return;
    if (status === 401) follow.onRefused("signed-out");
    if (status === 404) follow.onRefused("gone");
  }
  function pause() {
    disconnect();
    follow.onConnection("reconnecting");
    timers.push(platform.later(connect, pauseMs * platform.spread()));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
  function sleep() {
    disconnect();
    follow.onConnection("asleep");
    timers.push(platform.later(connect, platform.hidden() ? SLEEP_MS : STANDING_MS));
  }
  function wake() {
    follow.onConnection("connecting");
    connect();
  }

  const stops = [
    platform.onVisibility(() => (platform.hidden() ? sleep() : wake())),
    platform.onOnline(() => {
      pauseMs = FIRST_PAUSE_MS;
      if (!platform.hidden()) wake();
    }),
  ];
  wake();
  return {
    restart: () => {
      if (!closed) pause();
    },
    close() {
      closed = true;
      for (const stop of stops) stop();
      disconnect();
      follow.onConnection("closed");
    },
  };
}
