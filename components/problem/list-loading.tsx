import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { SkeletonRows } from "@/components/ui/skeleton.tsx";

/** A page of lists while it is loaded: its title at once, and as many panels of rows as it will have. */
export function ListLoading({ title, panels }: { title: string; panels: number[] }) {
  return (
    <Page title={title}>
      <div className="flex flex-col gap-6">
        {panels.map((rows, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: panels that never move
          <Panel key={at} flush>
            <SkeletonRows rows={rows} label={`Loading: ${title}`} />
          </Panel>
        ))}
      </div>
    </Page>
  );
}
