import type { Metadata } from "next";
import Link from "next/link";
import { Page as Frame } from "@/components/frame/page";
import { StateMark } from "@/components/ui/state-mark";
import { orNotFound, pageViewer } from "@/lib/server/page-viewer";
import { loadRun, readAllEvents } from "@/lib/server/runs";
import { emptyTrace, fold } from "@/lib/trace/fold";

export async function generateMetadata({ params }: PageProps<"/runs/[id]">): Promise<Metadata> {
  const viewer = await pageViewer();
  const { workflowName } = await orNotFound(loadRun(viewer, (await params).id));
  return { title: `Run of ${workflowName}` };
}

/** One run, as it was recorded. */
export default async function Page({ params }: PageProps<"/runs/[id]">) {
  const viewer = await pageViewer();
  const { id } = await params;
  const [header, events] = await orNotFound(Promise.all([loadRun(viewer, id), readAllEvents(viewer, id)]));
  const trace = emptyTrace(id);
  for (const event of events) fold(trace, event);
  return (
    <Frame title={`Run of ${header.workflowName}`} actions={<StateMark state={trace.state} />}>
      {header.workflowId && <Link href={`/workflows/${header.workflowId}`}>To the workflow</Link>}
      <ol>
        {[...trace.spans.values()].map((span) => (
          <li key={span.id}>
            {span.name} <StateMark state={span.state} />
          </li>
        ))}
      </ol>
    </Frame>
  );
}
