"use client";

import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { type ReactElement, type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Notice } from "./notice.tsx";

type Props = {
  /** The question: "Remove this connection?" */
  title: string;
  /** What it means, in particular what can't be undone. */
  description: ReactNode;
  /** The verb on the button: "Remove". */
  confirmLabel: string;
  /** Does it; the dialog waits, closes when it is done, and shows the message of what it throws. */
  onConfirm: () => void | Promise<void>;
  danger?: boolean;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  trigger?: ReactElement<Record<string, unknown>>;
};

/** Asks before something that can't be taken back; only its buttons and Escape close it. */
export function ConfirmDialog(props: Props) {
  const { title, description, confirmLabel, onConfirm, danger = false, trigger } = props;
  const [ownOpen, setOwnOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const setOpen = (open: boolean) => {
    setOwnOpen(open);
    setFailure(undefined);
    props.onOpenChange?.(open);
  };
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      setOpen(false);
    } catch (cause) {
      setFailure(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Base.Root open={props.open ?? ownOpen} onOpenChange={(open) => setOpen(open)}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-40 flex items-start justify-center p-3 pt-[18dvh]">
          <Base.Popup className="w-full max-w-100 rounded-panel bg-raised p-4 shadow-float outline-none transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0">
            <Base.Title className="font-strong text-15">{title}</Base.Title>
            <Base.Description className="mt-1 text-13 text-ink-soft" render={<div />}>
              {description}
            </Base.Description>
            {failure && (
              <Notice tone="error" title="That did not work" className="mt-3">
                {failure}
              </Notice>
            )}
            <div className="mt-4 flex justify-end gap-2">
              <Base.Close render={<Button>Cancel</Button>} />
              <Button variant={danger ? "danger" : "primary"} busy={busy} onClick={confirm}>
                {confirmLabel}
              </Button>
            </div>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
