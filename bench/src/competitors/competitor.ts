/** Something made ready, to be timed: what it does is what counts. */
export type Work<Result = void> = () => Promise<Result>;

/** Where a competitor finds what it works with. */
export type Surroundings = {
  /** An empty database of its own in the measured PostgreSQL. */
  databaseUrl: string;
  /** An empty folder of its own. */
  folder: string;
  /** The scripted endpoint, without path. */
  endpoint: string;
};

/**
 * One system under measurement, alone in a process. Each scenario is made ready by its method; what a system cannot do
 * is left out.
 */
export type Competitor = {
  /** A durable run of `steps` steps without a model, one after another; each adds a text of `historyBytes` bytes. */
  chain?(steps: number, historyBytes: number): Promise<Work>;
  /** A durable run of a supervisor that asks four workers in turn; each looks something up. `answer` is asked after it. */
  team?(): Promise<{ run: Work; answer: () => Promise<string> }>;
  /** A durable run of `workers` agents at once, joined. */
  fanOut?(workers: number): Promise<Work>;
  /** `count` runs of the team at once, as the system takes many. Gives the time of each, ms. */
  teams?(count: number): Promise<Work<number[]>>;
  /** A run of one agent on the model `model`, as the event stream that a browser would get of it. */
  stream?(model: string): Promise<AsyncIterable<Uint8Array | string>>;
  /** Begins a run of the team and goes on with it in the background; gives its id. */
  begin?(): Promise<string>;
  /** In a new process: waits until a run that a lost process began has ended well; gives how many tool calls it took. */
  finish?(id: string): Promise<number>;
  /** Bytes of write-ahead log so far, where the database is not the measured PostgreSQL. */
  walBytes?(): Promise<number>;
  /** Waits for what a competitor still does after its work has ended, so that it is not counted to the next one. */
  settle?(): Promise<void>;
  close(): Promise<void>;
};
