import { ChevronRight } from "lucide-react";
import type { LiveRun } from "@/components/run/live-run.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { TokenCount } from "@/components/ui/quantity.tsx";
import type { ReplyCall } from "@/lib/run/event.ts";
import type { ReplyEnd } from "@/lib/run/reply-end.ts";
import { type MadeUpName, madeUpInReply } from "@/lib/trace/made-up.ts";
import type { MadeDecision, Span, Trace } from "@/lib/trace/trace.ts";
import { ChoiceList } from "./choice-list.tsx";
import { DetailSection } from "./detail-section.tsx";
import { MadeUpLine } from "./made-up-line.tsx";
import { RequestView } from "./request-view.tsx";
import { triesWords } from "./tries-words.ts";
import { useRunSources } from "./use-run-sources.tsx";
import { TextView, ValueView } from "./value-view.tsx";
import { ReadValues } from "./way-on.tsx";

type Props = { run: LiveRun; trace: Trace; span: Span; onSelect: (span: number) => void };

/** A model call: the reply with its calls, what followed from it and why, and the request as it was sent. */
export function ModelDetail({ run, trace, span, onSelect }: Props) {
  const { reply } = span;
  const written = run.textOf(span.id);
  const choices = choicesAfter(trace, span);
  const mark = reply?.end && span.state === "ok" && run.position() === null ? MARKS[reply.end] : undefined;
  return (
    <>
      <Thinking run={run} span={span} answering={written !== ""} />
      <DetailSection title={span.state === "running" ? "Writing" : "Reply"}>
        {reply && run.position() === null ? (
          reply.text.bytes > 2 && <ValueView value={reply.text} label="reply" words />
        ) : written !== "" ? (
          <>
            <TextView text={written} label="reply so far" words />
            {span.state === "lost" && (
              <p className="text-12 text-ink-faint">This was cut off by a restart and is not used.</p>
            )}
          </>
        ) : (
          !reply && (
            <p className="text-12 text-ink-faint">
              {span.state === "running" ? "Waiting for the first words." : "It gave no reply."}
            </p>
          )
        )}
        <MadeUpLine fields={madeUpInReply(span, null)} />
        {reply?.calls.map((call, index) => (
          <CallView
            key={call.id}
            call={call}
            madeUp={madeUpInReply(span, index)}
            visit={visitOf(trace, span, index)}
            onSelect={onSelect}
          />
        ))}
        {mark && (
          <Notice tone="warning" title={mark.title}>
            {mark.text}
          </Notice>
        )}
        {reply?.output?.ok === false && (
          <Notice tone="warning" title="The answer does not fit the expected output">
            {reply.output.message}
          </Notice>
        )}
      </DetailSection>
      <NotAccepted trace={trace} span={span} />
      {choices.length > 0 && (
        <DetailSection title="Why it went on like this">
          <ChoiceList trace={trace} choices={choices} />
        </DetailSection>
      )}
      {span.notes.length > 0 && (
        <DetailSection title="Notes">
          <ul className="flex flex-col gap-1 text-13 text-ink-soft">
            {span.notes.map((note) => (
              <li key={note} className="wrap-anywhere">
                {note}
              </li>
            ))}
          </ul>
        </DetailSection>
      )}
      <DetailSection title="Request as sent">
        <RequestView key={span.id} trace={trace} span={span} />
      </DetailSection>
    </>
  );
}

/** Of an answer that did not meet its condition: the condition, the values that it read, and what went back. */
function NotAccepted({ trace, span }: Pick<Props, "trace" | "span">) {
  const { words } = useRunSources();
  if (span.verdict?.code !== "not-accepted") return null;
  const visit = span.parent === null ? undefined : trace.spans.get(span.parent);
  const judged = visit?.acceptances.find(({ model }) => model === span.id);
  const accepts = visit ? words.accepts(visit) : null;
  return (
    <DetailSection title="Not accepted" aside={triesWords(trace, span, words)}>
      {accepts && (
        <>
          <p className="text-12 text-ink-soft">
            {judged?.problem ?? "An answer has to meet this condition, and it was false."}
          </p>
          <code className="figures wrap-anywhere rounded-control bg-sunken px-2 py-1.5 text-12">
            {accepts.when}
          </code>
        </>
      )}
      {judged && <ReadValues reads={judged.reads} />}
      {judged?.say && (
        <>
          <p className="text-12 text-ink-soft">
            {span.verdict.sentBack
              ? "This went back to the agent:"
              : "It had been told enough times. It would have been told:"}
          </p>
          <ValueView value={judged.say} label="what went back" words />
        </>
      )}
    </DetailSection>
  );
}

/** Notes on replies that were accepted although they may be incomplete. */
const MARKS: { [end in ReplyEnd]?: { title: string; text: string } } = {
  cut: {
    title: "The reply was cut off",
    text: "It reached the limit of tokens for one answer and is used as far as it goes.",
  },
  unknown: {
    title: "Nobody here knows why the reply ended",
    text: "The reason that the endpoint gave is not a known one, so the reply may not be whole.",
  },
  unstated: {
    title: "The endpoint did not say why the reply ended",
    text: "It ended its stream properly, so the reply is taken for whole.",
  },
};

/** What the model thought, folded away once it answers: it is no part of the answer. */
function Thinking({ run, span, answering }: { run: LiveRun; span: Span; answering: boolean }) {
  const { reply } = span;
  const thought = run.thinkingOf(span.id);
  if (run.position() !== null || (thought === "" && !reply?.thinking)) return null;
  const tokens = reply?.usage.thinkingTokens;
  return (
    <details key={`${answering}`} open={!answering && span.state === "running"} className="group">
      <summary className="flex min-h-6 list-none items-center gap-1 text-12 text-ink-soft [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          aria-hidden
          className="-ml-1 shrink-0 text-ink-faint transition-transform group-open:rotate-90"
        />
        <span className="font-strong">
          {span.state === "running" && !answering ? "Thinking …" : "Thinking"}
        </span>
        {tokens !== undefined && (
          <span className="ml-auto text-ink-faint">
            <TokenCount count={tokens} />
          </span>
        )}
      </summary>
      <div className="mt-2">
        {reply?.thinking ? (
          <ValueView value={reply.thinking} label="thinking" words />
        ) : (
          <TextView text={thought} label="thinking so far" words />
        )}
      </div>
    </details>
  );
}

type CallProps = {
  call: ReplyCall;
  madeUp: readonly MadeUpName[];
  visit: Span | undefined;
  onSelect: (span: number) => void;
};

function CallView({ call, madeUp, visit, onSelect }: CallProps) {
  return (
    <div className="flex flex-col gap-1">
      <p className="flex items-center gap-2 text-12">
        <span className="figures">{call.name}</span>
        {visit && (
          <Button size={28} variant="ghost" onClick={() => onSelect(visit.id)}>
            Show {visit.name}
          </Button>
        )}
      </p>
      <ValueView value={call.arguments} label={`arguments of ${call.name}`} />
      {call.exact !== undefined && (
        <p className="text-12 text-ink-faint">
          {call.exact === 1 ? "One number has" : `${call.exact} numbers have`} more digits than a program can
          count with, and {call.exact === 1 ? "is" : "are"} kept as text, so that none is lost.
        </p>
      )}
      <MadeUpLine fields={madeUp} />
      {call.problem && (
        <Notice tone="warning" title="This call was not performed">
          {call.problem.message}
        </Notice>
      )}
    </div>
  );
}

function visitOf(trace: Trace, model: Span, index: number): Span | undefined {
  const parent = model.parent === null ? undefined : trace.spans.get(model.parent);
  return parent?.children
    .map((id) => trace.spans.get(id))
    .find((child) => child?.call?.model === model.id && child.call.index === index);
}

/** The choices of the visit that were made between this model call and the next. */
function choicesAfter(trace: Trace, model: Span): MadeDecision[] {
  const parent = model.parent === null ? undefined : trace.spans.get(model.parent);
  if (!parent) return [];
  const next = parent.children.find((id) => id > model.id && trace.spans.get(id)?.kind === "model");
  return parent.decisions.filter(({ seq }) => seq > model.id && seq < (next ?? Number.POSITIVE_INFINITY));
}
