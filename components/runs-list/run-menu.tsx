"use client";

import { Ellipsis, Pin, PinOff, Trash2 } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { Answer } from "@/lib/views/answer.ts";

/** What can be done with a run that is over, or with any. */
export type RunMenuActions = {
  pinRun: (input: { runId: string; pinned: boolean }) => Promise<Answer<{ pinned: boolean }>>;
  deleteRun: (input: { runId: string }) => Promise<Answer<{ runId: string }>>;
};

type Props = {
  run: { id: string; name: string; ended: boolean; pinned: boolean };
  actions: RunMenuActions;
  onPinned: (pinned: boolean) => void;
  onDeleted: () => void;
};

/** Pins a run, or deletes it after asking. */
export function RunMenu({ run: { id, name, ended, pinned }, actions, onPinned, onDeleted }: Props) {
  const [deleting, setDeleting] = useState(false);
  const keeps = useMay("run");
  const deletes = useMay("delete");
  const pin = async () => {
    const answer = await ask(() => actions.pinRun({ runId: id, pinned: !pinned }));
    if (answer.ok) onPinned(answer.pinned);
    else toast.error("That did not work", { description: answer.message });
  };
  if (!keeps && !deletes) return null;
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            size={28}
            label={`More for the run of ${name}`}
            icon={<Ellipsis size={16} aria-hidden />}
          />
        }
      >
        <MenuItem
          icon={pinned ? <PinOff size={14} aria-hidden /> : <Pin size={14} aria-hidden />}
          onSelect={pin}
        >
          {pinned ? "Unpin" : "Pin: keep it for good"}
        </MenuItem>
        {deletes && (
          <>
            <MenuSeparator />
            <MenuItem
              danger
              disabled={!ended}
              icon={<Trash2 size={14} aria-hidden />}
              onSelect={() => setDeleting(true)}
            >
              {ended ? "Delete" : "Delete (cancel it first)"}
            </MenuItem>
          </>
        )}
      </Menu>
      <ConfirmDialog
        title="Delete this run?"
        description={
          <>
            Its recording goes for good: every step and call, what they received and answered, and its
            figures. What it did outside stays, and so do its mails in the outbox and its changes in the demo
            company. Its address will say that it was deleted, when and by whom.
          </>
        }
        confirmLabel="Delete"
        danger
        open={deleting}
        onOpenChange={setDeleting}
        onConfirm={async () => {
          const answer = await ask(() => actions.deleteRun({ runId: id }));
          if (!answer.ok) throw new Error(answer.message);
          onDeleted();
        }}
      />
    </>
  );
}
