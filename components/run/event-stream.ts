/** A piece of text that a model call has just written; `offset` is how many characters came before it. */
export type TextDelta = { span: number; offset: number; text: string };

/** How the page is joined to the run: the stream stands, is being made, broke and is tried again, or is not needed. */
export type Connection = "connecting" | "live" | "reconnecting" | "asleep" | "closed";

/** What the stream needs of the browser; tests bring their own. */
export type StreamPlatform = {
  open(url: string): EventSource;
  hidden(): boolean;
  onVisibility(changed: () => void): () => void;
  later(action: () => void, ms: number): () => void;
};

type Follow = {
  url: string;
  /** Seq of the last event that is known, for taking up the stream behind it. */
  lastSeq(): number;
  onEvent(data: string): void;
  onText(data: string): void;
  onConnection(connection: Connection): void;
  /** The reader may not see the run any more. */
  onSignedOut(): void;
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
const LOOK_IN_MS = 1_000;

const browser: StreamPlatform = {
  open: (url) => new EventSource(url),
  hidden: () => document.hidden,
  onVisibility(changed) {
    document.addEventListener("visibilitychange", changed);
    return () => document.removeEventListener("visibilitychange", changed);
  },
  later(action, ms) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Follows a run's event stream until it is closed: reconnects with growing pauses, and sleeps while the tab is hidden. */
export function followEvents({ platform = browser, ...follow }: Follow): EventStream {
  let source: EventSource | null = null;
  let cancelTimer = () => {};
  let pauseMs = FIRST_PAUSE_MS;
  let closed = false;

  function disconnect() {
    cancelTimer();
    cancelTimer = () => {};
    source?.close();
    source = null;
  }
  function connect() {
    disconnect();
    const mine = platform.open(`${follow.url}?after=${follow.lastSeq()}`);
    source = mine;
    const current = () => source === mine;
    mine.onopen = () => {
      if (current()) follow.onConnection("live");
    };
    mine.onmessage = (message: MessageEvent<string>) => {
      if (!current()) return;
      pauseMs = FIRST_PAUSE_MS;
      follow.onEvent(message.data);
    };
    mine.addEventListener("text", (message: MessageEvent<string>) => {
      if (current()) follow.onText(message.data);
    });
    mine.addEventListener("signed-out", () => {
      if (current()) follow.onSignedOut();
    });
    mine.onerror = () => {
      if (current()) pause();
    };
    if (platform.hidden()) cancelTimer = platform.later(sleep, LOOK_IN_MS);
  }
  function pause() {
    disconnect();
    follow.onConnection("reconnecting");
    cancelTimer = platform.later(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
  function sleep() {
    disconnect();
    follow.onConnection("asleep");
    cancelTimer = platform.later(connect, SLEEP_MS);
  }

  const stopWatching = platform.onVisibility(() => {
    if (platform.hidden()) sleep();
    else wake();
  });
  function wake() {
    follow.onConnection("connecting");
    connect();
  }
  wake();
  return {
    restart: () => {
      if (!closed) pause();
    },
    close() {
      closed = true;
      stopWatching();
      disconnect();
      follow.onConnection("closed");
    },
  };
}
