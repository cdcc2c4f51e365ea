import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import type { Settings } from "@/lib/views/settings.ts";
import { BackupPanel } from "./backup-panel.tsx";
import { RetentionForm } from "./retention-form.tsx";
import type { SettingsActions } from "./settings-actions.ts";
import { StoredNumbers } from "./stored-numbers.tsx";

/** What the workspace keeps, for how long, and how to keep a copy of it elsewhere. */
export function SettingsPage({ settings, actions }: { settings: Settings; actions: SettingsActions }) {
  return (
    <Page title="Settings" width="reading">
      <div className="flex flex-col gap-6">
        <Panel title="What is stored">
          <StoredNumbers settings={settings} />
        </Panel>
        <Panel title="How long runs are kept">
          <RetentionForm retentionDays={settings.retentionDays} actions={actions} />
        </Panel>
        <Panel title="Backups">
          <BackupPanel settings={settings} />
        </Panel>
      </div>
    </Page>
  );
}
