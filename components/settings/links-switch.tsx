"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Switch } from "@/components/ui/switch.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { SettingsActions } from "./settings-actions.ts";

type Props = { allowed: boolean; allowLinks: SettingsActions["allowLinks"]; disabled: boolean };

/** Whether editors may make links by which others look at versions. */
export function LinksSwitch({ allowed, allowLinks, disabled }: Props) {
  const router = useRouter();
  const [, start] = useTransition();
  const [shown, setShown] = useOptimistic(allowed);
  const change = (next: boolean) =>
    start(async () => {
      setShown(next);
      const answer = await ask(() => allowLinks({ allowed: next }));
      if (answer.ok) router.refresh();
      else toast.error("That did not work", { description: answer.message });
    });
  return (
    <Switch
      label="Editors may make links to published versions"
      hint="Without it, links that were made before show nothing either."
      checked={shown}
      onCheckedChange={change}
      disabled={disabled}
    />
  );
}
