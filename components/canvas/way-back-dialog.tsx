"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import { DEFAULT_ROUNDS, type WayBack } from "@/lib/graph/edge.ts";

type Props = {
  /** Whether control is handed back by an agent, or goes back when the step has ended. */
  kind: "flow" | "handoff";
  /** Names of the step that it goes back from and of the one that it goes back to. */
  from: string;
  to: string;
  onDone: (back: WayBack | null) => void;
};

/** Asks how often a way back that was just drawn may be taken; without an answer there is no edge. */
export function WayBackDialog({ kind, from, to, onDone }: Props) {
  const [most, setMost] = useState<number | null>(DEFAULT_ROUNDS);
  const [usedUp, setUsedUp] = useState<WayBack["usedUp"]>("fail");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (most !== null) onDone({ most, usedUp });
  };
  return (
    <Dialog
      open
      onOpenChange={() => onDone(null)}
      title={titleOf({ kind, from, to })}
      description={`${whatHappens({ kind, from, to })} Say how often at most, so that a run always ends.`}
      footer={
        <>
          <DialogClose render={<Button>Cancel</Button>} />
          <Button type="submit" form="way-back" variant="primary" disabled={most === null}>
            {kind === "handoff" ? "Hand back" : from === to ? "Do it again" : "Go back"}
          </Button>
        </>
      }
    >
      <form id="way-back" className="flex flex-col gap-3" onSubmit={submit}>
        <NumberField
          label="At most"
          unit={most === 1 ? "time" : "times"}
          value={most}
          min={1}
          max={100}
          autoFocus
          onValueChange={setMost}
          className="w-40"
        />
        <UsedUp value={usedUp} onValueChange={setUsedUp} />
      </form>
    </Dialog>
  );
}

type Way = Omit<Props, "onDone">;

function titleOf({ kind, from, to }: Way): string {
  if (kind === "handoff") return `Hand back to ${to}`;
  return from === to ? `Do ${to} again` : `Go back to ${to}`;
}

function whatHappens({ kind, from, to }: Way): string {
  if (kind === "handoff") return `“${from}” may hand back to “${to}”, where another round begins.`;
  return from === to
    ? `When “${to}” has ended, it is done once more.`
    : `From “${from}”, another round begins at “${to}”.`;
}

/** What happens when a way back has been taken as often as it may. */
export function UsedUp({
  value,
  onValueChange,
}: {
  value: WayBack["usedUp"];
  onValueChange: (value: WayBack["usedUp"]) => void;
}) {
  return (
    <div className="flex flex-col gap-1">
      <span aria-hidden className="text-12 text-ink-soft">
        After that
      </span>
      <SegmentedControl
        label="After that"
        className="self-start"
        options={[
          { value: "fail", label: "The run fails", hint: "Or the step's own “if it fails” is taken" },
          { value: "go-on", label: "It goes on", hint: "By the other ways that lead on from it" },
        ]}
        value={value}
        onValueChange={onValueChange}
      />
    </div>
  );
}
