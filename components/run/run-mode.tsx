"use client";

import { CircleHelp } from "lucide-react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { SegmentedControl } from "@/components/ui/segmented-control.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { EstimateInWords } from "./estimate-line.tsx";
import { useSession } from "./session-context.ts";

/** Simulated or Real, and what that means. */
export function RunMode() {
  const { realModel } = useSession((state) => state.setup);
  const mode = useSession((state) => state.mode);
  const setMode = useSession((state) => state.setMode);
  return (
    <>
      <SegmentedControl
        label="How to run"
        options={[
          {
            value: "simulated",
            label: "Simulated",
            hint: "The built-in model plays all parts; no key needed",
          },
          {
            value: "real",
            label: "Real",
            disabled: !realModel.ready,
            hint: realModel.ready ? `With ${realModel.name}` : realModel.reason,
          },
        ]}
        value={mode}
        onValueChange={setMode}
        className="max-md:hidden"
      />
      <ModeHelp />
    </>
  );
}

const priorities = [
  { value: "high", label: "First", hint: "Before those that were started up to an hour earlier" },
  { value: "normal", label: "In turn" },
  { value: "low", label: "Last", hint: "After those that are started up to an hour later" },
] as const;

/** What simulated and real mean, what a run would cost, and the way to a model where there is none. */
function ModeHelp() {
  const { realModel } = useSession((state) => state.setup);
  const mode = useSession((state) => state.mode);
  const setMode = useSession((state) => state.setMode);
  const instant = useSession((state) => state.instant);
  const setInstant = useSession((state) => state.setInstant);
  const priority = useSession((state) => state.priority);
  const setPriority = useSession((state) => state.setPriority);
  return (
    <Popover
      title="How a run goes"
      align="end"
      trigger={
        <IconButton
          label={`About simulated and real runs; chosen: ${mode}`}
          className="max-md:w-auto max-md:border-line-strong max-md:px-2 max-md:text-12"
          icon={
            <>
              <CircleHelp size={16} aria-hidden className="max-md:hidden" />
              {/* Where there is no room for both, the one that is chosen stands for the choice. */}
              <span className="md:hidden">{mode === "simulated" ? "Simulated" : "Real"}</span>
            </>
          }
        />
      }
    >
      <div className="flex flex-col gap-3">
        <SegmentedControl
          label="How to run"
          options={[
            { value: "simulated", label: "Simulated" },
            { value: "real", label: "Real", disabled: !realModel.ready },
          ]}
          value={mode}
          onValueChange={setMode}
          className="self-start md:hidden"
        />
        <p className="text-ink-soft">
          In a simulated run the built-in model answers in place of real ones. Tools work on practice systems;
          elsewhere their effects are held back.
        </p>
        <EstimateInWords />
        {mode === "simulated" && (
          <Switch
            label="Without pauses"
            hint="The simulated model answers at once instead of at a model's pace."
            checked={instant}
            onCheckedChange={setInstant}
          />
        )}
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span>When runs wait for a runner</span>
          <SegmentedControl
            label="When runs wait for a runner"
            options={priorities}
            value={priority}
            onValueChange={setPriority}
          />
        </div>
        {realModel.ready ? (
          <p className="text-ink-soft">
            Real runs use <span className="figures text-12">{realModel.name}</span>.
          </p>
        ) : (
          <div className="flex flex-col items-start gap-2 border-line border-t pt-3">
            <p className="text-ink-soft">{realModel.reason}</p>
            <WorkspaceLink href="/connections" className={buttonClass({ size: 28 })}>
              Connect a model
            </WorkspaceLink>
          </div>
        )}
      </div>
    </Popover>
  );
}
