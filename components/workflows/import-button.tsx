"use client";

import { Upload } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";

type Imported = { id: string; notes: string[] };
type Props = {
  /** Where a file is sent to. */
  url: string;
  onImported: (imported: Imported) => void;
};

/** Makes a workflow from a file that was exported before; says what is wrong with one that can't be read. */
export function ImportButton({ url, onImported }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ file: string; message: string }>();

  async function send(file: File) {
    setBusy(true);
    const answer = await post(url, file);
    setBusy(false);
    if (answer.ok) onImported(answer);
    else setProblem({ file: file.name, message: answer.message });
  }

  function take() {
    const file = input.current?.files?.[0];
    // The same file may be chosen again after it was mended.
    if (input.current) input.current.value = "";
    if (file) void send(file);
  }
  const takeEarly = useEffectEvent(take);
  // What was chosen before the page's code had come would be lost.
  useEffect(() => takeEarly(), []);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        aria-label="Workflow file"
        className="sr-only"
        tabIndex={-1}
        onChange={take}
      />
      <Button
        busy={busy}
        icon={<Upload size={16} aria-hidden className="max-sm:hidden" />}
        onClick={() => input.current?.click()}
      >
        Import
      </Button>
      <Dialog
        title="This file could not be imported"
        description={problem?.file}
        open={problem !== undefined}
        onOpenChange={(stays) => !stays && setProblem(undefined)}
        footer={<DialogClose render={<Button>Close</Button>} />}
      >
        <p className="wrap-anywhere text-13">{problem?.message}</p>
      </Dialog>
    </>
  );
}

async function post(
  url: string,
  file: File,
): Promise<({ ok: true } & Imported) | { ok: false; message: string }> {
  try {
    const response = await fetch(url, { method: "POST", body: file });
    const json = await response.json();
    return response.ok ? { ok: true, id: json.id, notes: json.notes } : { ok: false, message: json.message };
  } catch {
    return { ok: false, message: "Tutti did not answer. Look whether it is still running, then try again." };
  }
}
