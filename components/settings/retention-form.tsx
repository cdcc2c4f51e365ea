"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { Refusal } from "@/lib/views/answer.ts";
import type { Settings } from "@/lib/views/settings.ts";
import type { SettingsActions } from "./settings-actions.ts";

type Props = Pick<Settings, "retentionDays"> & { actions: SettingsActions };

const FIRST_DAYS = 90;

/** Whether old runs are deleted, and after how many days; says how many that would be before it does it. */
export function RetentionForm({ retentionDays, actions }: Props) {
  const router = useRouter();
  const [on, setOn] = useState(retentionDays !== null);
  const [days, setDays] = useState<number | null>(retentionDays ?? FIRST_DAYS);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const [older, setOlder] = useState<number>();
  const wanted = on ? days : null;
  const changed = wanted !== retentionDays;

  const save = async () => {
    const answer = await ask(() => actions.setRetention({ days: wanted }));
    setRefusal(answer.ok ? undefined : answer);
    if (!answer.ok) return answer;
    toast.success(wanted === null ? "Runs are kept" : `Runs are kept for ${inDays(wanted)}`);
    router.refresh();
    return answer;
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (on && days === null) {
      setRefusal({ ok: false, code: "INVALID", message: "", fields: { days: "a number of days, or off" } });
      return;
    }
    setBusy(true);
    const counted = await ask(() => actions.countOlder({ days: wanted }));
    if (!counted.ok) setRefusal(counted);
    else if (counted.older > 0) setOlder(counted.older);
    else await save();
    setBusy(false);
  };
  return (
    <form onSubmit={submit} noValidate aria-label="How long runs are kept" className="flex flex-col gap-3">
      <Switch
        label="Delete old runs"
        hint="Ended runs go a while after their time, a few at a time. Pinned runs and the examples that came with Tutti stay."
        checked={on}
        onCheckedChange={setOn}
      />
      {on && (
        <NumberField
          label="Keep runs for"
          className="w-44"
          unit="days"
          min={1}
          max={3650}
          value={days}
          onValueChange={setDays}
          error={refusal?.fields.days}
        />
      )}
      {refusal && !refusal.fields.days && (
        <p role="alert" className="text-12 text-failed">
          {refusal.message}
        </p>
      )}
      <div>
        <Button type="submit" variant={changed ? "primary" : "secondary"} busy={busy} disabled={!changed}>
          Save
        </Button>
      </div>
      <ConfirmDialog
        title={`Delete ${older === 1 ? "1 run" : `${older?.toLocaleString("en")} runs`}?`}
        description={`${older === 1 ? "It is" : "They are"} older than ${inDays(days ?? 0)} and will be deleted within the hour, and so will others as they come of age. What was recorded of them is gone for good; what they did outside stays. Pin what you want to keep.`}
        confirmLabel="Delete old runs"
        danger
        open={older !== undefined}
        onOpenChange={(open) => open || setOlder(undefined)}
        onConfirm={async () => {
          const answer = await save();
          if (!answer.ok) throw new Error(answer.message);
        }}
      />
    </form>
  );
}

const inDays = (days: number) => (days === 1 ? "1 day" : `${days.toLocaleString("en")} days`);
