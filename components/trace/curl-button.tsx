"use client";

import { CopyButton } from "@/components/ui/copy-button.tsx";
import { curlCommand } from "@/lib/trace/curl.ts";
import { requestAsSent } from "@/lib/trace/request-as-sent.ts";
import type { Span, Trace } from "@/lib/trace/trace.ts";
import { sentBody } from "./sent-body.ts";
import { useRunSources } from "./use-run-sources.tsx";

/** Copies a model call as a shell command; address and key stay variables. */
export function CurlButton({ trace, span }: { trace: Trace; span: Span }) {
  const sources = useRunSources();
  return (
    <CopyButton
      withWord
      label="Copy as curl"
      text={async () => curlCommand(sentBody(sources.plan, span, await requestAsSent(trace, span, sources)))}
    />
  );
}
