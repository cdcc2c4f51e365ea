"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { JsonView } from "@/components/ui/json-view.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";
import type { ChatMessage } from "@/lib/run/chat-message.ts";
import type { RequestPart } from "@/lib/run/event.ts";
import { requestAsSent, requestParts } from "@/lib/trace/request-as-sent.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { useRunSources } from "./use-run-sources.tsx";
import { TextView } from "./value-view.tsx";

/** The messages of a model call as they were sent; what earlier calls had sent already is folded away. */
export function RequestView({ trace, span }: { trace: Trace; span: Span }) {
  const sources = useRunSources();
  const { parts, sentBefore: partsBefore } = requestParts(trace, span);
  const [all, setAll] = useState(partsBefore <= 2);
  const { data, error, refetch } = useQuery({
    queryKey: ["request", sources.runId, span.id],
    queryFn: () => requestAsSent(trace, span, sources),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error)
    return (
      <Notice
        tone="error"
        title="The request could not be put together"
        action={
          <Button size={28} onClick={() => refetch()}>
            Try again
          </Button>
        }
      >
        {error.message}
      </Notice>
    );
  if (!data) return <SkeletonRows rows={Math.min(4, parts.length)} label="Putting the request together" />;
  // The first part, the instructions, makes no message when it is empty.
  const without = parts.length - data.length;
  const sentBefore = Math.max(0, partsBefore - without);
  const first = all ? 0 : sentBefore;
  return (
    <ol className="flex flex-col gap-3">
      {!all && (
        <li>
          <Button size={28} variant="ghost" onClick={() => setAll(true)}>
            {sentBefore} messages that were sent before
          </Button>
        </li>
      )}
      {data.slice(first).map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a recorded list never changes its order
        <li key={first + index} className="flex flex-col gap-1">
          <p className="flex items-center gap-2 text-11 text-ink-faint">
            <span className="figures">{first + index + 1}</span>
            <span className="figures text-ink-soft">{message.role}</span>
            <span>{titleOf(trace, parts[first + index + without])}</span>
            <CutMark part={parts[first + index + without]} />
            {first + index < sentBefore && <span>sent before</span>}
          </p>
          <MessageView message={message} />
        </li>
      ))}
    </ol>
  );
}

/** Says that the model got only the beginning of a value; the step that it comes from has the whole. */
function CutMark({ part }: { part: RequestPart | undefined }) {
  if (!part || !("most" in part) || part.most === undefined) return null;
  return <span className="text-waiting">cut to {formatBytes(part.most)}, the whole is in the log</span>;
}

/** What a part of a request is, in a word or two. */
function titleOf(trace: Trace, part: RequestPart | undefined): string {
  switch (part?.role) {
    case "system":
      return "Instructions";
    case "context":
      return "What it receives";
    case "assistant":
      return "Its earlier reply";
    case "result":
      return `Answer of ${trace.spans.get(part.span)?.name ?? part.reference}`;
    case "refusal":
      return "Not performed";
    case "correction":
    case "remark":
      return "What was wrong";
    case undefined:
      return "";
  }
}

function MessageView({ message }: { message: ChatMessage }) {
  if (message.role !== "assistant")
    return <ContentView text={message.content} label={`content of the ${message.role} message`} />;
  return (
    <>
      {message.content !== "" && <TextView text={message.content} label="its text" />}
      {message.calls.map((call) => (
        <ContentView
          key={call.id}
          text={call.arguments}
          label={`arguments of ${call.name}`}
          name={call.name}
        />
      ))}
    </>
  );
}

/** A message's content: JSON as a tree, which copies as JSON; anything else exactly as it was sent. */
function ContentView({ text, label, name }: { text: string; label: string; name?: string }) {
  const json = objectOf(text);
  return (
    <>
      {name && <p className="figures text-12">{name}</p>}
      {json === null ? (
        <TextView text={text} label={label} />
      ) : (
        <JsonView value={json} label={label} openDepth={2} />
      )}
    </>
  );
}

function objectOf(text: string): object | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" ? json : null;
  } catch {
    return null;
  }
}
