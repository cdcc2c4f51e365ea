"use client";

import { QueryClient, QueryClientProvider, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import type { Value } from "@/lib/run/value.ts";
import type { RunSources } from "./run-sources.ts";

const RunSourcesContext = createContext<RunSources | null>(null);

/** Gives the details of a run what they are made from, and keeps what they fetched. */
export function RunSourcesProvider({ sources, children }: { sources: RunSources; children: ReactNode }) {
  const [client] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } }),
  );
  return (
    <QueryClientProvider client={client}>
      <RunSourcesContext value={sources}>{children}</RunSourcesContext>
    </QueryClientProvider>
  );
}

/** The sources of the run around. */
export function useRunSources(): RunSources {
  const sources = useContext(RunSourcesContext);
  if (!sources) throw new Error("expected a RunSourcesProvider around the details of a run");
  return sources;
}

/** The JSON text of a value; what is in its event is there at once. Values never change, so they are fetched once. */
export function useValueText(value: Value, wanted: boolean): UseQueryResult<string> {
  const sources = useRunSources();
  return useQuery({
    queryKey: ["value", sources.runId, value.hash],
    queryFn: () => sources.load(value),
    initialData: value.inline,
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
