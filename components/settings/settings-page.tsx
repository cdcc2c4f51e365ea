"use client";

import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Settings } from "@/lib/views/settings.ts";
import { BackupPanel } from "./backup-panel.tsx";
import { LinksSwitch } from "./links-switch.tsx";
import { RetentionForm } from "./retention-form.tsx";
import type { SettingsActions } from "./settings-actions.ts";
import { StoredNumbers } from "./stored-numbers.tsx";
import { WorkspaceName } from "./workspace-name.tsx";

/** What the workspace keeps, for how long, and how to keep a copy of it elsewhere. */
export function SettingsPage({ settings, actions }: { settings: Settings; actions: SettingsActions }) {
  const owns = useMay("settings");
  const { name, retentionDays } = settings;
  return (
    <Page title="Settings" width="reading">
      <div className="flex flex-col gap-6">
        <Panel title="Workspace">
          {owns ? (
            <WorkspaceName name={name} renameWorkspace={actions.renameWorkspace} />
          ) : (
            <p className="wrap-anywhere">{markHidden(name)}</p>
          )}
        </Panel>
        <Panel title="What is stored">
          <StoredNumbers settings={settings} />
        </Panel>
        <Panel title="Links">
          <LinksSwitch allowed={settings.linksAllowed} allowLinks={actions.allowLinks} disabled={!owns} />
        </Panel>
        <Panel title="How long runs are kept">
          {owns ? (
            <RetentionForm retentionDays={retentionDays} actions={actions} />
          ) : (
            <p className="text-ink-soft">
              {retentionDays === null
                ? "Runs are kept until somebody deletes them."
                : `Ended runs are deleted after ${retentionDays === 1 ? "a day" : `${retentionDays} days`}, pinned ones excepted.`}{" "}
              An owner can change that.
            </p>
          )}
        </Panel>
        {owns && (
          <Panel title="Backups">
            <BackupPanel settings={settings} />
          </Panel>
        )}
      </div>
    </Page>
  );
}
