"use client";

import { type FormEvent, useEffect, useState } from "react";
import { GraphView } from "@/components/canvas/graph-view.tsx";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Dialog, DialogClose } from "@/components/ui/dialog.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { WorkflowDocument } from "@/lib/graph/graph.ts";
import { type SharedParts, sharedDrawing } from "@/lib/graph/shared-drawing.ts";
import type { Refusal } from "@/lib/views/answer.ts";
import { type LinkAudience, MOST_LINK_DAYS } from "@/lib/views/share-link.ts";
import type { VersionActions } from "./version-actions.ts";

type Props = {
  version: number;
  actions: Pick<VersionActions, "read" | "share">;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

const DAYS = 30;
const audiences = [
  { value: "anyone", label: "Anyone who has the link" },
  { value: "signed-in", label: "People who are signed in", hint: "Whichever workspace they are in." },
] as const;

/** Makes a link to a version: for whom, how long, what it shows; then shows its address, once. */
export function ShareDialog({ version, actions, open, onOpenChange }: Props) {
  const [address, setAddress] = useState<string>();
  return (
    <Dialog
      title={address === undefined ? `Share version ${version}` : "The link"}
      description={
        address === undefined
          ? "Whoever may open the link sees the steps of this version with their names, descriptions and models, and what you tick. Nobody can change or run anything by it."
          : "It is shown only now: Tutti keeps no copy of it."
      }
      width="wide"
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next);
        if (next) setAddress(undefined);
      }}
    >
      {address === undefined ? (
        <ShareForm
          version={version}
          actions={actions}
          onToken={(token) => setAddress(`${location.origin}/s/${token}`)}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <TextField label="Link" value={address} readOnly trailing={<CopyButton text={address} />} />
          <p className="text-12 text-ink-soft">
            All links are listed, and can be revoked, on the page{" "}
            <WorkspaceLink href="/links" className="underline hover:text-ink">
              Links
            </WorkspaceLink>
            .
          </p>
          <div className="flex justify-end">
            <DialogClose render={<Button variant="primary">Done</Button>} />
          </div>
        </div>
      )}
    </Dialog>
  );
}

type FormProps = Pick<Props, "version" | "actions"> & { onToken: (token: string) => void };

function ShareForm({ version, actions, onToken }: FormProps) {
  const [audience, setAudience] = useState<LinkAudience>("anyone");
  const [instructions, setInstructions] = useState(false);
  const [fields, setFields] = useState(false);
  const [days, setDays] = useState<number | null>(DAYS);
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setBusy(true);
    const answer = await ask(() => actions.share({ version, audience, instructions, fields, days }));
    setBusy(false);
    if (answer.ok) onToken(answer.token);
    else setRefusal(answer);
  };
  const wrong = refusal?.fields ?? {};
  return (
    <form onSubmit={send} noValidate className="flex flex-col gap-4">
      <Select label="For" value={audience} onValueChange={setAudience} options={audiences} />
      <NumberField
        label="Open for"
        unit="days"
        hint="Empty: until it is revoked."
        className="w-44"
        value={days}
        min={1}
        max={MOST_LINK_DAYS}
        onValueChange={setDays}
        error={wrong.days}
      />
      <div className="flex flex-col gap-2">
        <Checkbox
          label="Instructions of agents, templates and notes"
          checked={instructions}
          onCheckedChange={setInstructions}
        />
        <Checkbox
          label="Fields of forms, contexts and results, and conditions"
          checked={fields}
          onCheckedChange={setFields}
        />
      </div>
      <Preview version={version} read={actions.read} parts={{ instructions, fields }} />
      {refusal && Object.keys(wrong).length === 0 && (
        <Notice tone="error" title="There is no link yet">
          {refusal.message}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <DialogClose render={<Button>Cancel</Button>} />
        <Button type="submit" variant="primary" busy={busy}>
          Make the link
        </Button>
      </div>
    </form>
  );
}

type PreviewProps = { version: number; read: VersionActions["read"]; parts: SharedParts };

/** The drawing as the link will show it, made by what makes it for strangers. */
function Preview({ version, read, parts }: PreviewProps) {
  const [document, setDocument] = useState<WorkflowDocument>();
  useEffect(() => {
    let left = false;
    void ask(() => read(version)).then((answer) => {
      if (!left && answer.ok) setDocument(answer.document);
    });
    return () => {
      left = true;
    };
  }, [read, version]);
  return (
    <section
      aria-label="What the link shows"
      aria-busy={document === undefined}
      className="relative h-60 overflow-hidden rounded-control border border-line"
    >
      {document && (
        <GraphView
          document={sharedDrawing(document, parts)}
          paint={null}
          label="The graph as the link shows it"
          selectedNodeId={null}
          onSelectNode={() => {}}
        />
      )}
    </section>
  );
}
