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
  /** Bytes of write-ahead log so far, where the database is not the measured PostgreSQL. */
  walBytes?(): Promise<number>;
  /** Waits for what a competitor still does after its work has ended, so that it is not counted to the next one. */
  settle?(): Promise<void>;
  close(): Promise<void>;
};
