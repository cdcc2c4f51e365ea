"use client";

import "./timeline.css";
import { Pause, Play, SkipBack, SkipForward } from "lucide-react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { useRunNow } from "@/components/run/use-live-run.ts";
import { Button } from "@/components/ui/button.tsx";
import { formatDuration } from "@/components/ui/format-duration.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TimelineMarks } from "./timeline-marks.tsx";
import { type Playback, SPEEDS } from "./use-playback.ts";

/** The run's time as something to move through: play, step, speed, and a slider with its failures and choices. */
export function TimelineBar({ run, playback }: { run: LiveRun; playback: Playback }) {
  const now = useRunNow(run);
  const head = run.head();
  const lengthMs = Math.max(1, (head.endedAt ?? now) - head.startedAt);
  const atMs = Math.max(0, Math.min(lengthMs, now - head.startedAt));
  // A slider stands on whole steps only, so its end must be one, or nobody could move to the run's end.
  const stepMs = Math.max(1, Math.round(lengthMs / 1_000));
  const endMs = Math.ceil(lengthMs / stepMs) * stepMs;
  const following = run.position() === null;
  const live = head.endedAt === null;
  return (
    <section
      aria-label="Timeline"
      className="flex h-12 shrink-0 items-center gap-1 border-line border-t bg-surface px-2 sm:gap-2 sm:px-4"
    >
      <IconButton
        label="Previous event"
        keys="["
        icon={<SkipBack size={14} aria-hidden />}
        onClick={() => playback.step("before")}
      />
      <IconButton
        label={playback.playing ? "Pause" : "Play"}
        keys="Space"
        icon={playback.playing ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
        onClick={playback.toggle}
      />
      <IconButton
        label="Next event"
        keys="]"
        icon={<SkipForward size={14} aria-hidden />}
        onClick={() => playback.step("after")}
      />
      <TimelineMarks run={run} lengthMs={lengthMs}>
        <input
          type="range"
          aria-label="Moment of the run"
          aria-valuetext={`${formatDuration(atMs)} of ${formatDuration(lengthMs)}`}
          min={0}
          max={endMs}
          step={stepMs}
          value={atMs === lengthMs ? endMs : Math.round(atMs / stepMs) * stepMs}
          onChange={(event) => {
            const ms = Number(event.currentTarget.value);
            playback.seek(ms >= lengthMs ? null : head.startedAt + ms);
          }}
          className="timeline-range relative h-7 w-full"
        />
      </TimelineMarks>
      <span className="figures whitespace-nowrap text-12 text-ink-soft">
        {formatDuration(atMs)}
        <span className="text-ink-faint max-sm:hidden"> / {formatDuration(lengthMs)}</span>
      </span>
      <Select
        label="Speed"
        hideLabel
        size={28}
        options={SPEEDS.map((speed) => ({ value: String(speed), label: `${speed}×` }))}
        value={String(playback.speed)}
        onValueChange={(value) => {
          const speed = SPEEDS.find((candidate) => String(candidate) === value);
          if (speed) playback.setSpeed(speed);
        }}
        className="w-18 max-sm:hidden"
      />
      {live && !following && (
        <Button size={28} onClick={() => playback.seek(null)}>
          Follow
        </Button>
      )}
    </section>
  );
}
