"use client";

import { BrainCircuit, CircleAlert, Database, Ellipsis, Globe, type LucideIcon, Mail } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ConfirmDialog } from "@/components/ui/confirm-dialog.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { toast } from "@/components/ui/toast.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { ConnectionRow } from "@/lib/views/connection-row.ts";
import type { ServiceSetup } from "@/lib/views/connection-setup.ts";
import type { ConnectionActions } from "./connection-actions.ts";
import { QuirkForm } from "./quirk-form.tsx";
import { QuirkList } from "./quirk-list.tsx";

type Test = { state: "running" } | { state: "ok" | "failed"; told: string };

type Props = {
  row: ConnectionRow;
  actions: ConnectionActions;
  /** When it was set up or changed on this page; it is tested at once then. */
  savedAt?: number | undefined;
  onChanged: () => void;
  onEdit?: (config: ServiceSetup) => void;
};

const icons: Record<ConnectionRow["config"]["kind"], LucideIcon> = {
  model: BrainCircuit,
  postgres: Database,
  sqlite: Database,
  smtp: Mail,
  http: Globe,
  unreadable: CircleAlert,
};

/** A connection: where it leads, what of its secret may be shown, a test in place, and what can be done with it. */
export function ConnectionLine({ row, actions, savedAt, onChanged, onEdit }: Props) {
  const { id, name, config, detail, last4, hasSecret, isDefault, quirks } = row;
  const [test, setTest] = useState<Test>();
  const [removing, setRemoving] = useState(false);
  const [adding, setAdding] = useState(false);
  const changes = useMay("connections");
  const Icon = icons[config.kind];
  const runTest = async () => {
    setTest({ state: "running" });
    const answer = await ask(() => actions.testConnection({ id }));
    setTest(answer.ok ? { state: "ok", told: answer.told } : { state: "failed", told: answer.message });
    onChanged();
  };
  const testSaved = useEffectEvent(runTest);
  useEffect(() => {
    if (savedAt !== undefined) void testSaved();
  }, [savedAt]);
  const makeDefault = async () => {
    const answer = await ask<object>(() => actions.setDefaultConnection({ id }));
    if (answer.ok) onChanged();
    else toast.error("That did not work", { description: answer.message });
  };
  return (
    <li className="border-line border-b px-4 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon size={16} aria-hidden className="shrink-0 text-ink-faint" />
        <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
          <span className="min-w-0 truncate font-strong">{markHidden(name)}</span>
          <span className="figures min-w-0 truncate text-12 text-ink-faint">{detail}</span>
          {config.kind === "model" && (
            <span className="text-12 text-ink-faint">
              {config.models.length} {config.models.length === 1 ? "model" : "models"}
            </span>
          )}
        </div>
        <SecretMark last4={last4} hasSecret={hasSecret} />
        {isDefault && <Badge>Default</Badge>}
        {changes && (
          <>
            <Button size={28} busy={test?.state === "running"} onClick={runTest}>
              Test
            </Button>
            <Menu
              align="end"
              trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis size={16} aria-hidden />} />}
            >
              {config.kind === "model" && !isDefault && (
                <MenuItem onSelect={makeDefault}>Use for steps that name none</MenuItem>
              )}
              {config.kind === "model" && (
                <MenuItem onSelect={() => setAdding(true)}>Send requests in another form</MenuItem>
              )}
              {onEdit &&
                config.kind !== "model" &&
                config.kind !== "sqlite" &&
                config.kind !== "unreadable" && <MenuItem onSelect={() => onEdit(config)}>Change</MenuItem>}
              <MenuSeparator />
              <MenuItem danger onSelect={() => setRemoving(true)}>
                Remove
              </MenuItem>
            </Menu>
          </>
        )}
      </div>
      {test && test.state !== "running" && (
        <p role="status" className="mt-1 flex items-start gap-2 pl-7 text-12">
          <StateMark state={test.state} word={test.state === "ok" ? "Works" : "Does not work"} />
          <span className="wrap-anywhere min-w-0 text-ink-soft">{test.told}</span>
        </p>
      )}
      {row.unreachable && !test && (
        <p className="mt-1 flex items-start gap-2 pl-7 text-12">
          <StateMark state="waiting" word="Not everywhere" />
          <span className="wrap-anywhere min-w-0 text-ink-soft">{row.unreachable}</span>
        </p>
      )}
      {config.kind === "model" && (quirks.length > 0 || adding) && (
        <div className="mt-1 pl-7">
          {quirks.length > 0 && <QuirkList quirks={quirks} actions={actions} onChanged={onChanged} />}
          {adding && (
            <QuirkForm
              connectionId={id}
              models={config.models}
              actions={actions}
              onAdded={() => {
                setAdding(false);
                onChanged();
              }}
              onCancel={() => setAdding(false)}
            />
          )}
        </div>
      )}
      <ConfirmDialog
        title={`Remove “${name}”?`}
        description="Its secret is deleted for good. Steps that use it can't run until they get another one."
        confirmLabel="Remove"
        danger
        open={removing}
        onOpenChange={setRemoving}
        onConfirm={async () => {
          const answer: Answer<object> = await ask(() => actions.removeConnection({ id }));
          if (!answer.ok) throw new Error(answer.message);
          onChanged();
        }}
      />
    </li>
  );
}

function SecretMark({ last4, hasSecret }: { last4: string | null; hasSecret: boolean }) {
  if (!hasSecret) return <span className="text-12 text-ink-faint">No secret</span>;
  return (
    <span className="figures text-12 text-ink-soft">
      <span className="sr-only">{last4 ? "Secret ending in " : "Secret is set"}</span>
      <span aria-hidden>••••</span>
      {last4}
    </span>
  );
}
