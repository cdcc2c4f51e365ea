"use client";

import { RotateCcw } from "lucide-react";
import { useRouter } from "next/navigation";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { DemoChangeRow, DemoPlace, DemoRows, DemoSystemRow } from "@/lib/views/demo.ts";
import { ChangeList } from "./change-list.tsx";
import type { DemoActions } from "./demo-actions.ts";
import { SystemPanel } from "./system-panel.tsx";
import { TablePanel } from "./table-panel.tsx";

type Props = {
  systems: DemoSystemRow[];
  changes: DemoChangeRow[];
  place: DemoPlace;
  rows: DemoRows;
  pageRows: number;
  actions: DemoActions;
};

/** The demo company: its three systems, what is in their tables, and what runs have changed in them. */
export function DemoPage({ systems, changes, place, rows, pageRows, actions }: Props) {
  const router = useRouter();
  const edits = useMay("edit");
  const reset = async () => {
    const answer = await ask(() => actions.resetDemo({}));
    if (!answer.ok) throw new Error(answer.message);
    router.refresh();
    toast.success("The demo company is as new");
  };
  return (
    <Page
      title="Demo company"
      description="Three systems to practise on: each is a database of its own. Runs read them and write to them, simulated ones too."
      actions={
        edits && (
          <ConfirmDialog
            title="Reset the demo company?"
            description="All three systems get their first data back, and the list of changes is emptied. Runs and their traces stay."
            confirmLabel="Reset"
            danger
            onConfirm={reset}
            trigger={<Button icon={<RotateCcw size={16} aria-hidden />}>Reset</Button>}
          />
        )
      }
    >
      <div className="flex flex-col gap-6">
        <div className="grid gap-3 md:grid-cols-3">
          {systems.map((system) => (
            <SystemPanel
              key={system.system}
              system={system}
              place={place}
              setOffline={actions.setDemoOffline}
            />
          ))}
        </div>
        <TablePanel systems={systems} place={place} rows={rows} pageRows={pageRows} />
        <Panel title="Latest changes" flush>
          <ChangeList changes={changes} />
        </Panel>
      </div>
    </Page>
  );
}
