"use client";

import { useCallback, useEffect, useState } from "react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { neighbourMoment } from "@/lib/trace/moments.ts";

export const SPEEDS = [0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

/** Plays a run again in its own time, and goes through it event by event. */
export type Playback = {
  playing: boolean;
  speed: Speed;
  setSpeed(speed: Speed): void;
  /** Plays on from the moment that is looked at; from the start when that is the end. */
  toggle(): void;
  pause(): void;
  step(direction: "before" | "after"): void;
  seek(at: number | null): void;
};

/** The playback of one run. */
export function usePlayback(run: LiveRun): Playback {
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);

  useEffect(() => {
    if (!playing) return;
    let frame = 0;
    let before = performance.now();
    const advance = () => {
      const now = performance.now();
      const at = (run.position() ?? run.head().startedAt) + (now - before) * speed;
      before = now;
      if (at >= (run.head().endedAt ?? run.head().at)) {
        run.seek(null);
        setPlaying(false);
        return;
      }
      run.seek(at);
      frame = requestAnimationFrame(advance);
    };
    frame = requestAnimationFrame(advance);
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, run]);

  const pause = useCallback(() => setPlaying(false), []);
  const seek = useCallback(
    (at: number | null) => {
      setPlaying(false);
      run.seek(at);
    },
    [run],
  );
  return {
    playing,
    speed,
    setSpeed,
    pause,
    seek,
    toggle() {
      if (!playing && run.position() === null) run.seek(run.head().startedAt);
      setPlaying(!playing);
    },
    step(direction) {
      setPlaying(false);
      const at = neighbourMoment(run.events(), run.now(), direction);
      if (at === null) return;
      run.seek(at >= (run.head().endedAt ?? Number.POSITIVE_INFINITY) ? null : at);
    },
  };
}
