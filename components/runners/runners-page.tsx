"use client";

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { useWorkspaceApi } from "@/components/frame/workspace-context.ts";
import { Notice } from "@/components/ui/notice.tsx";
import { RunnerList } from "@/lib/views/runner-list.ts";
import { QueueNote } from "./queue-note.tsx";
import { RunnerLines } from "./runner-lines.tsx";
import { StartRunner } from "./start-runner.tsx";

const EVERY_MS = 2_000;

/** Every runner, what it holds of this workspace, and what waits; keeps itself current. */
export function RunnersPage({ list }: { list: RunnerList }) {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <Current first={list} />
    </QueryClientProvider>
  );
}

function Current({ first }: { first: RunnerList }) {
  const url = useWorkspaceApi("/runners");
  const { data: list, error } = useQuery({
    queryKey: [url],
    queryFn: () => fetchRunners(url),
    initialData: first,
    staleTime: EVERY_MS,
    refetchInterval: EVERY_MS,
    retry: false,
  });
  const { ownDatabase, runners } = list;
  return (
    <Page
      title="Runners"
      description={
        ownDatabase
          ? "The built-in database belongs to this server, so it drives its own runs."
          : "Runners drive the runs of all workspaces, each as many at once as it has slots."
      }
    >
      <div className="flex flex-col gap-4">
        {error && (
          <Notice tone="warning" title="This page could not be brought up to date">
            {error.message} It shows what was so before, and goes on trying.
          </Notice>
        )}
        <QueueNote list={list} />
        {runners.length > 0 && (
          <Panel flush>
            <RunnerLines runners={runners} at={list.at} />
          </Panel>
        )}
        {!ownDatabase && <StartRunner first={!runners.some(({ lost }) => !lost)} />}
      </div>
    </Page>
  );
}

async function fetchRunners(url: string): Promise<RunnerList> {
  const answer = await fetch(url).catch(() => null);
  if (answer === null) throw new Error("The server could not be reached.");
  if (answer.status === 401) throw new Error("You are signed out: sign in again.");
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return RunnerList.parse(await answer.json());
}
