import { browserPlatform } from "./stream-platform.ts";

/** The state of the page's connection: connected, being made, broken and tried again, or not needed. */
export type Connection = "connecting" | "live" | "reconnecting" | "asleep" | "closed";

/** What the stream needs of the browser; tests pass their own. */
export type StreamPlatform = {
  open(url: string): EventSource;
  hidden(): boolean;
  /** Calls back when the tab is shown or hidden. */
  onVisibility(changed: () => void): () => void;
  /** Calls back when the browser is online again. */
  onOnline(changed: () => void): () => void;
  later(action: () => void, ms: number): () => void;
  /**
   * Asks for one of the few connections that this browser's tabs may have: a "seat" to keep, or null when all are
   * taken; or a "turn" for a moment, when it is one's turn. `given` gets the function that returns it. Returns a
   * function that stops asking.
   */
  claim(wanted: "seat" | "turn", given: (giveBack: (() => void) | null) => void): () => void;
  /** What the address answers now: an HTTP status, or null when nothing answers. */
  status(url: string): Promise<number | null>;
  /** Tells the page that what its person may do has changed: it has to be loaded again. */
  accessChanged(): void;
  /** A number around 1, so that the pages cut off by one restart don't all come back at the same moment. */
  spread(): number;
};

type Follow = {
  url: string;
  /** Seq of the last known event, after which the stream resumes. */
  lastSeq(): number;
  onEvent(data: string): void;
  onText?(data: string): void;
  /** The stream does not continue what this page knows: everything comes again from the start. */
  onBeginAnew(): void;
  onConnection(connection: Connection): void;
  /** The stream is refused for good: nobody is signed in any more, or the run does not exist (any more). */
  onRefused(why: "signed-out" | "gone"): void;
  /** Whether a hidden tab looks in now and then, or is silent until it is shown again. */
  looksInWhenHidden?: boolean;
  platform?: StreamPlatform;
};

export type EventStream = {
  /** Disconnects and resumes after `lastSeq`: after a gap, so that nothing is folded across it. */
  restart(): void;
  close(): void;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** A hidden tab has no stream, but looks in for a second every five, so that its title stays true. */
const SLEEP_MS = 5_000;
/** A visible tab without a seat looks in more often. */
const STANDING_MS = 1_000;
const LOOK_IN_MS = 1_000;
/** The server sends something every 10 s, so after this silence the connection is dead. */
const SILENCE_MS = 20_000;

/**
 * Follows an event stream until it is closed: reconnects with growing pauses, or after too long a silence, sleeps
 * while the tab is hidden, and takes turns with other tabs when there are many.
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
  /** Returns whether anything arrived since the last call. */
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
    when("access-changed", () => platform.accessChanged());
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
  /** An event source does not tell why it was refused. */
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
