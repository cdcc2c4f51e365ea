"use client";

import { Database, Globe, Mail, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Page } from "@/components/frame/page.tsx";
import { Panel } from "@/components/frame/panel.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { ConnectionRow } from "@/lib/views/connection-row.ts";
import type { ServiceSetup } from "@/lib/views/connection-setup.ts";
import type { PriceRow } from "@/lib/views/price-row.ts";
import type { ConnectionActions } from "./connection-actions.ts";
import { ConnectionLine } from "./connection-line.tsx";
import { ModelForm } from "./model-form.tsx";
import { OllamaOffer } from "./ollama-offer.tsx";
import { PricesPanel } from "./prices-panel.tsx";
import { ServiceDialog } from "./service-dialog.tsx";
import { blankSetup } from "./service-fields.tsx";

type Props = {
  connections: ConnectionRow[];
  ollama: { baseUrl: string; models: string[] } | null;
  prices: { own: PriceRow[]; bundled: PriceRow[] };
  actions: ConnectionActions;
};

/** What is open in the dialog: a new service of a kind, or one that is there. */
type Edited = { id: string | null; name: string; config: ServiceSetup; hasSecret: boolean };

/** Every way out of Tutti: models, databases, mail, services, and the practice systems. */
export function ConnectionsPage({ connections, ollama, prices, actions }: Props) {
  const router = useRouter();
  const changes = useMay("connections");
  const [edited, setEdited] = useState<Edited>();
  const [saved, setSaved] = useState<{ id: string; at: number }>();
  const refresh = () => router.refresh();
  const models = connections.filter(({ config }) => config.kind === "model");
  const practice = connections.filter(({ config }) => config.kind === "sqlite");
  const services = connections.filter(({ config }) => config.kind !== "model" && config.kind !== "sqlite");
  const add = (kind: ServiceSetup["kind"]) =>
    setEdited({ id: null, name: "", config: blankSetup(kind), hasSecret: false });
  const names = connections.map(({ name }) => name);
  const knownOllama = models.some(
    ({ config }) => config.kind === "model" && config.baseUrl === ollama?.baseUrl,
  );
  return (
    <Page
      title="Connections"
      description="Where agents find their models and tools. Secrets are sealed on this machine and never shown again; of a key you see the last four characters."
    >
      <div className="flex flex-col gap-6">
        <Panel title="Models" flush>
          <ul aria-label="Model connections">
            {models.map((row) => (
              <ConnectionLine key={row.id} row={row} actions={actions} onChanged={refresh} />
            ))}
          </ul>
          {ollama && !knownOllama && (
            <OllamaOffer ollama={ollama} taken={names} actions={actions} onAdded={refresh} />
          )}
          <div className="p-4">
            {models.length === 0 && (
              <p className="mb-3 max-w-[68ch] text-ink-soft">
                Simulated runs need no model.
                {changes &&
                  " For real ones, paste the key of any OpenAI-compatible provider, or the address of a server of your own."}
              </p>
            )}
            {changes ? (
              <ModelForm taken={names} actions={actions} onAdded={refresh} />
            ) : (
              <p className="text-12 text-ink-faint">An owner of this workspace can connect models.</p>
            )}
          </div>
        </Panel>
        <Panel
          title="Databases, mail and services"
          flush
          actions={
            changes && (
              <Menu
                align="end"
                trigger={
                  <Button size={28} icon={<Plus size={14} aria-hidden />}>
                    Add
                  </Button>
                }
              >
                <MenuItem icon={<Database size={14} aria-hidden />} onSelect={() => add("postgres")}>
                  PostgreSQL
                </MenuItem>
                <MenuItem icon={<Mail size={14} aria-hidden />} onSelect={() => add("smtp")}>
                  Mail server
                </MenuItem>
                <MenuItem icon={<Globe size={14} aria-hidden />} onSelect={() => add("http")}>
                  HTTP service
                </MenuItem>
              </Menu>
            )
          }
        >
          {services.length === 0 ? (
            <p className="p-4 text-ink-soft">
              None yet. Tools read and write databases, send mails and call services through the connections
              that stand here; without a mail server, mails go to the{" "}
              <WorkspaceLink href="/outbox" className="underline">
                outbox
              </WorkspaceLink>
              .
            </p>
          ) : (
            <ul aria-label="Databases, mail and services">
              {services.map((row) => (
                <ConnectionLine
                  key={row.id}
                  row={row}
                  actions={actions}
                  savedAt={saved?.id === row.id ? saved.at : undefined}
                  onChanged={refresh}
                  onEdit={(config) =>
                    setEdited({ id: row.id, name: row.name, config, hasSecret: row.hasSecret })
                  }
                />
              ))}
            </ul>
          )}
        </Panel>
        {practice.length > 0 && (
          <Panel
            title="Practice"
            flush
            actions={
              <WorkspaceLink href="/demo" className="text-12 text-ink-soft underline hover:text-ink">
                Demo company
              </WorkspaceLink>
            }
          >
            <ul aria-label="Practice connections">
              {practice.map((row) => (
                <li
                  key={row.id}
                  className="flex min-h-10 flex-wrap items-center gap-x-3 border-line border-b px-4 py-1.5 last:border-b-0"
                >
                  <Database size={16} aria-hidden className="shrink-0 text-ink-faint" />
                  <span className="font-strong">{markHidden(row.name)}</span>
                  <span className="text-12 text-ink-faint">{row.detail}</span>
                  <span className="ml-auto">
                    <PracticeState row={row} />
                  </span>
                  {row.unreachable && (
                    <p className="wrap-anywhere w-full pl-7 text-12 text-ink-soft">{row.unreachable}</p>
                  )}
                </li>
              ))}
            </ul>
            <p className="border-line border-t px-4 py-2 text-12 text-ink-faint">
              Simulated runs really write here, and nowhere else.
            </p>
          </Panel>
        )}
        <PricesPanel prices={prices} actions={actions} onChanged={refresh} />
      </div>
      {edited && (
        <ServiceDialog
          key={edited.id ?? edited.config.kind}
          {...edited}
          actions={actions}
          onClose={() => setEdited(undefined)}
          onSaved={(id) => {
            setEdited(undefined);
            setSaved({ id, at: Date.now() });
            refresh();
          }}
        />
      )}
    </Page>
  );
}

function PracticeState({ row }: { row: ConnectionRow }) {
  if (row.offline) return <Badge tone="waiting">Offline</Badge>;
  if (row.unreachable) return <Badge tone="waiting">Can't be reached</Badge>;
  return <Badge tone="ok">Online</Badge>;
}
