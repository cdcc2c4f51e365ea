import { CopyButton } from "@/components/ui/copy-button.tsx";
import { TimeAgo } from "@/components/ui/time-ago.tsx";
import type { Settings } from "@/lib/views/settings.ts";

/** When the last backup was made, and the commands that make and restore one. */
export function BackupPanel({ settings: { lastBackup, engine } }: { settings: Settings }) {
  return (
    <div className="flex flex-col gap-3">
      {lastBackup === null ? (
        <p>No backup of this installation is known.</p>
      ) : (
        <p>
          The last one was made <TimeAgo at={lastBackup.at} />, as{" "}
          <code className="figures wrap-anywhere text-12">{lastBackup.file}</code>.
        </p>
      )}
      <p className="max-w-[68ch] text-ink-soft">
        One file with everything but the secret: people, workflows, connections, runs, the outbox and the demo
        company. Tutti may run meanwhile.
      </p>
      <Command
        text={`npm run backup${engine === "postgres" ? " -- tutti.jsonl.gz" : ""}`}
        label="Copy the command for a backup"
      />
      <p className="max-w-[68ch] text-ink-soft">
        It is restored into an empty installation, with the built-in database or with PostgreSQL, whichever it
        came from.
      </p>
      <Command
        text="DATA_DIR=new-folder npm run restore -- tutti.jsonl.gz"
        label="Copy the command for a restore"
      />
    </div>
  );
}

function Command({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-center gap-2 rounded-control bg-sunken py-1 pr-1 pl-3">
      <code className="figures wrap-anywhere min-w-0 flex-1 text-12">{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
