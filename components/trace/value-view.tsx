"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { formatBytes } from "@/components/ui/format-bytes.ts";
import { JsonView } from "@/components/ui/json-view.tsx";
import { Markdown } from "@/components/ui/markdown.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { previewOf, type Value } from "@/lib/run/value.ts";
import { parseValue } from "@/lib/trace/value-text.ts";
import { useValueText } from "./use-run-sources.tsx";

/** A value larger than this is shown by its beginning until somebody asks for all of it. */
const ASK_BYTES = 256_000;
/** JSON up to this long, in characters, stands open as a whole; of longer one only the upper levels do. */
const OPEN_LENGTH = 4_000;
const OPEN_LEVELS = 3;

type Props = {
  value: Value;
  /** What it is: "Result of Read order". */
  label: string;
  /** Text as Markdown, for what was written for people. */
  words?: boolean;
};

/** A recorded value, loaded where its event does not hold it. */
export function ValueView({ value, label, words = false }: Props) {
  const [asked, setAsked] = useState(value.bytes <= ASK_BYTES);
  const { data, error, isFetching, refetch } = useValueText(value, asked);
  if (data !== undefined) return <Loaded text={data} label={label} words={words} />;
  if (error)
    return (
      <Notice
        tone="error"
        title="This value could not be loaded"
        action={
          <Button size={28} onClick={() => refetch()}>
            Try again
          </Button>
        }
      >
        {error.message}
      </Notice>
    );
  return (
    <div className="rounded-control bg-sunken px-3 py-2">
      <pre className="figures wrap-anywhere whitespace-pre-wrap text-12 text-ink-soft">
        {previewOf(value)} …
      </pre>
      {asked && isFetching ? (
        <span role="status" className="mt-2 block">
          <span className="sr-only">Loading {label}</span>
          <Skeleton className="h-3 w-40" />
        </span>
      ) : (
        <Button size={28} className="mt-2" onClick={() => setAsked(true)}>
          Load all {formatBytes(value.bytes)}
        </Button>
      )}
    </div>
  );
}

function Loaded({ text, label, words }: { text: string; label: string; words: boolean }) {
  const json = parseValue(text);
  if (typeof json !== "string") {
    const openDepth = text.length <= OPEN_LENGTH ? Number.POSITIVE_INFINITY : OPEN_LEVELS;
    return <JsonView value={json} label={label} openDepth={openDepth} />;
  }
  return <TextView text={json} label={label} words={words} />;
}

/** A text with a way to copy it: Markdown where it was written for people, else exactly as it stands. */
export function TextView({ text, label, words = false }: { text: string; label: string; words?: boolean }) {
  if (text === "") return <p className="text-12 text-ink-faint">Empty text.</p>;
  return (
    <section aria-label={label} className="relative rounded-control bg-sunken py-2 pr-9 pl-3">
      {words ? (
        <Markdown text={text} />
      ) : (
        <pre className="figures wrap-anywhere whitespace-pre-wrap text-12 leading-5">{text}</pre>
      )}
      <CopyButton text={text} label={`Copy ${label}`} className="absolute top-1 right-1" />
    </section>
  );
}
