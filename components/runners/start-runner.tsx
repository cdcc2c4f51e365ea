import { Panel } from "@/components/frame/panel.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";

const COMMAND = "DATABASE_URL=… TUTTI_SECRET=… npm run runner";

/** How to start a runner, the first or one more. */
export function StartRunner({ first }: { first: boolean }) {
  return (
    <Panel title={first ? "Start a runner" : "Start another runner"}>
      <div className="flex flex-col gap-2">
        <p className="max-w-[68ch] text-13 text-ink-soft">
          In a copy of Tutti, on any machine that reaches this server's database. It needs the same database
          and the same secret: what <span className="figures text-12">TUTTI_SECRET</span> is here, or the text
          of the file <span className="figures text-12">secret</span> in the data folder.
        </p>
        <div className="flex items-center gap-2 rounded-control bg-sunken py-1 pr-1 pl-3">
          <code className="figures wrap-anywhere min-w-0 flex-1 text-12">{COMMAND}</code>
          <CopyButton text={COMMAND} label="Copy the command" />
        </div>
      </div>
    </Panel>
  );
}
