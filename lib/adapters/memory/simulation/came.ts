import type { Expected } from "./expected.ts";

/**
 * What came when, as a run's log tells it: visits to steps on the flows in the order in which their flows were settled,
 * those that maps ask for items, and when all these began. Of how a visit ended only that it was cancelled, or unknown,
 * is believed, and words: those of a failure, and of an answer in places that the reference doesn't word. `within` is
 * the address of the workflow's or map's visit inside which that came, empty for the run itself; `visit` counts visits
 * to the step there, or is the item's ordinal. What followed from one fact has the same `fact`, a number in the order of
 * the log.
 */
export type Came = { within: string; step: string; visit: number; at: number; fact: number } & (
  | {
      what: "end";
      /** The same fact had something cut before, which this may be. */
      isCut: boolean;
      status: Expected["status"];
      message?: string | undefined;
      /** JSON of its result, where that is small. */
      said?: string | undefined;
      /** It ended by itself, and everything around it was stopped before anything followed from that. */
      left?: boolean;
      /** Between its end and the settling of its flows something was evaluated that may have seen its result. */
      between?: boolean;
    }
  /**
   * A step began: where it was waiting for flows within a time that was over, by that. `words`: those of a failure that
   * it was handed. `between`: before what it receives, or of an output shows, was evaluated, another visit ended, whose
   * result may be in it.
   */
  | { what: "begin"; words?: string; between?: boolean }
);
