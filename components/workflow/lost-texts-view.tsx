"use client";

import { Button } from "@/components/ui/button.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { type LostText, textNow } from "./lost-texts.ts";
import { useWorkflow } from "./use-workflow.ts";

/** Texts of this page that gave way to others: what stands there now, what was written here, and the way to put it back. */
export function LostTexts({ userId }: { userId: string }) {
  const lostTexts = useWorkflow((state) => state.lostTexts);
  if (lostTexts.length === 0) return null;
  return (
    <ul
      aria-label="Texts that were overwritten"
      className="flex max-h-[40%] shrink-0 flex-col gap-2 overflow-y-auto border-line border-b bg-paper p-2"
    >
      {lostTexts.map((lost) => (
        <li key={`${lost.seq} ${lost.mine.id} ${lost.mine.path.join(" ")}`}>
          <LostTextNotice lost={lost} userId={userId} />
        </li>
      ))}
    </ul>
  );
}

function LostTextNotice({ lost, userId }: { lost: LostText; userId: string }) {
  const document = useWorkflow((state) => state.document);
  const putBack = useWorkflow((state) => state.putBack);
  const letGo = useWorkflow((state) => state.letGo);
  const now = textNow(document, lost);
  const text = lost.mine.value;
  return (
    <Notice
      tone="warning"
      title={titleOf(lost, userId)}
      onDismiss={() => letGo(lost)}
      action={
        <>
          {now !== undefined && (
            <Button size={28} onClick={() => putBack(lost)}>
              Take mine back
            </Button>
          )}
          <CopyButton text={text} label="Copy mine" withWord />
        </>
      }
    >
      <dl className="mt-1 grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {now !== undefined && (
          <Value name="There now" text={typeof now === "string" ? now : JSON.stringify(now)} />
        )}
        <Value name="Mine" text={text} />
      </dl>
    </Notice>
  );
}

function Value({ name, text }: { name: string; text: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-12">{name}</dt>
      <dd
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        tabIndex={0}
        className="max-h-24 overflow-y-auto whitespace-pre-wrap text-ink wrap-anywhere"
      >
        {text === "" ? <span className="text-ink-faint">Nothing</span> : text}
      </dd>
    </div>
  );
}

function titleOf({ node, mine, by, removed }: LostText, userId: string): string {
  const field = mine.path.join(" › ");
  const where = node === null ? `${field} of an edge` : `${field} of “${node}”`;
  const who = by?.userId === userId ? "You, in another tab," : by?.name;
  if (who === undefined) return `${where} was saved too late: its place had been removed`;
  return removed
    ? `${who} removed the place of what you wrote: ${where}`
    : `${who} changed ${where} at the same time`;
}
