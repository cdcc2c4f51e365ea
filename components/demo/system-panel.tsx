"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { useMay } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { classNames } from "@/components/ui/class-names.ts";
import { Switch } from "@/components/ui/switch.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { DemoPlace, DemoSystemRow } from "@/lib/views/demo.ts";
import type { DemoActions } from "./demo-actions.ts";
import { demoPath } from "./demo-path.ts";

type Props = { system: DemoSystemRow; place: DemoPlace; setOffline: DemoActions["setDemoOffline"] };

/** A system: on or off, and its tables. The switch moves at once; the word beside it says what is stored. */
export function SystemPanel({ system, place, setOffline }: Props) {
  const { system: id, name, holds, offline, tables } = system;
  const router = useRouter();
  const edits = useMay("edit");
  const [, start] = useTransition();
  const [switchedOff, setSwitchedOff] = useOptimistic(offline);
  const change = (online: boolean) =>
    start(async () => {
      setSwitchedOff(!online);
      const answer = await ask(() => setOffline({ system: id, offline: !online }));
      if (answer.ok) router.refresh();
      else toast.error("That did not work", { description: answer.message });
    });
  return (
    <section
      aria-label={name}
      className={classNames(
        "flex flex-col rounded-panel border bg-surface",
        offline ? "border-waiting border-dashed" : "border-line",
      )}
    >
      <header className="flex items-start gap-3 px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <h2 className="text-13">{name}</h2>
          <p className="text-12 text-ink-faint">{holds}</p>
        </div>
        <Switch
          checked={!switchedOff}
          onCheckedChange={change}
          disabled={!edits}
          label={
            <>
              <span className="sr-only">{name} is </span>
              <span className={classNames("text-12", offline ? "text-waiting" : "text-ink-soft")}>
                {offline ? "Offline" : "Online"}
              </span>
            </>
          }
        />
      </header>
      <ul className="px-2 pb-2">
        {tables.map((table) => {
          const shown = place.system === id && place.table === table.name;
          return (
            <li key={table.name}>
              <WorkspaceLink
                href={demoPath({ system: id, table: table.name, offset: 0 })}
                scroll={false}
                aria-current={shown ? "true" : undefined}
                className={classNames(
                  "flex h-7 items-center gap-2 rounded-control px-2",
                  shown ? "bg-pressed font-strong" : "text-ink-soft hover:bg-hover hover:text-ink",
                )}
              >
                <span className="figures min-w-0 flex-1 truncate text-12">{table.name}</span>
                <span className={classNames("figures text-11", shown ? "text-ink-soft" : "text-ink-faint")}>
                  {table.rowCount.toLocaleString("en")}
                </span>
              </WorkspaceLink>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
