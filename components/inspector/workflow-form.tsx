"use client";

import { ExternalLink } from "lucide-react";
import { useEffect, useState } from "react";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { ask } from "@/components/problem/refusal.ts";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { formatExactTime } from "@/components/ui/format-time.ts";
import { Notice } from "@/components/ui/notice.tsx";
import { Select } from "@/components/ui/select.tsx";
import { useWorkflow } from "@/components/workflow/use-workflow.ts";
import type { WorkflowLibrary } from "@/components/workflow/workflow-library.ts";
import type { PinnedWorkflow, WorkflowNode } from "@/lib/graph/node.ts";
import type { UsableWorkflow } from "@/lib/views/usable-workflow.ts";
import { describe } from "./completion.ts";
import { At, useFieldProblem } from "./owner.tsx";
import { Section } from "./section.tsx";
import { UpgradeDialog } from "./upgrade-dialog.tsx";
import { useChooseVersion } from "./use-choose-version.ts";

/** The settings of a node that runs another workflow: which, in which version, and what it asks for. */
export function WorkflowForm({ node }: { node: WorkflowNode }) {
  const library = useWorkflow((state) => state.library);
  return (
    <>
      <Section title="Workflow" summary={node.workflow ? `version ${node.workflow.version}` : "none chosen"}>
        {library ? (
          <Choice node={node} library={library} />
        ) : (
          <p className="text-12 text-ink-faint">Published workflows can't be looked up here.</p>
        )}
      </Section>
      <Parameters node={node} />
      <Result node={node} />
    </>
  );
}

type Usable =
  | { state: "asked" }
  | { state: "known"; workflows: UsableWorkflow[] }
  | { state: "refused"; why: string };

/** Asks once while the form is open; `again` asks anew. */
function useUsable(library: WorkflowLibrary): { usable: Usable; again: () => void } {
  const [usable, setUsable] = useState<Usable>({ state: "asked" });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again
  useEffect(() => {
    let left = false;
    setUsable({ state: "asked" });
    void ask(() => library.usable()).then((answer) => {
      if (left) return;
      setUsable(
        answer.ok
          ? { state: "known", workflows: answer.workflows }
          : { state: "refused", why: answer.message },
      );
    });
    return () => {
      left = true;
    };
  }, [library, round]);
  return { usable, again: () => setRound((before) => before + 1) };
}

function Choice({ node, library }: { node: WorkflowNode; library: WorkflowLibrary }) {
  const { usable, again } = useUsable(library);
  const { choose, busy, refused } = useChooseVersion(node, library);
  const pinned = node.workflow;
  const workflows = usable.state === "known" ? usable.workflows : [];
  const chosen = workflows.find(({ id }) => id === pinned?.id);
  return (
    <>
      {usable.state === "refused" && (
        <Notice
          tone="error"
          title="The workflows could not be looked up"
          action={
            <Button size={28} onClick={again}>
              Try again
            </Button>
          }
        >
          {usable.why}
        </Notice>
      )}
      <WhichWorkflow node={node} usable={usable} onChoose={choose} />
      {pinned && (
        <WhichVersion
          pinned={pinned}
          chosen={chosen}
          onVersion={(version) => void choose({ id: pinned.id, version }, null)}
        />
      )}
      <p aria-live="polite" className="sr-only">
        {busy && "Looking up the version"}
      </p>
      {refused && (
        <Notice tone="error" title="That version could not be chosen">
          {refused}
        </Notice>
      )}
      {pinned && chosen && (
        <Newer node={node} chosen={chosen} pinned={pinned} library={library} onUpgrade={choose} />
      )}
      {pinned && (
        <WorkspaceLink
          href={`/workflows/${pinned.id}`}
          className={`${buttonClass({ size: 28, variant: "ghost" })} self-start`}
        >
          <ExternalLink size={14} aria-hidden />
          Open {chosen?.name ?? "that workflow"}
        </WorkspaceLink>
      )}
    </>
  );
}

type Choose = (pin: PinnedWorkflow, name: string | null) => Promise<void>;

function WhichWorkflow({ node, usable, onChoose }: { node: WorkflowNode; usable: Usable; onChoose: Choose }) {
  const problem = useFieldProblem(["workflow"]);
  const published = useWorkflow((state) => state.published.workflows);
  const pinned = node.workflow;
  const workflows = usable.state === "known" ? usable.workflows : [];
  const isListed = pinned === null || workflows.some(({ id }) => id === pinned.id);
  const known = pinned && published.find(({ id }) => id === pinned.id);
  return (
    <At path={["workflow"]}>
      <Select
        label="Which one"
        size={28}
        error={problem}
        placeholder={usable.state === "asked" ? "Looking them up …" : "Choose a workflow"}
        hint={
          usable.state === "known" && workflows.length === 0
            ? "None is published yet: open another workflow and publish it there."
            : undefined
        }
        options={[
          ...(pinned && !isListed
            ? [
                {
                  value: pinned.id,
                  label: known?.name ?? "A workflow that isn't in the list",
                  disabled: true,
                },
              ]
            : []),
          ...workflows.map((one) => ({
            value: one.id,
            label: one.name || "No name",
            hint: newestOf(one) ? versionsOf(one) : (one.versions[0]?.why ?? undefined),
            disabled: !newestOf(one),
          })),
        ]}
        value={pinned?.id ?? null}
        onValueChange={(id) => {
          const one = workflows.find((workflow) => workflow.id === id);
          const newest = one && newestOf(one);
          if (newest && id !== pinned?.id) void onChoose({ id, version: newest.version }, one.name);
        }}
      />
    </At>
  );
}

/** The newest version that the node can run. */
const newestOf = ({ versions }: UsableWorkflow) => versions.find(({ why }) => why === null);

const versionsOf = ({ versions }: UsableWorkflow) =>
  versions.length === 1 ? "1 version" : `${versions.length} versions`;

function WhichVersion({
  pinned,
  chosen,
  onVersion,
}: {
  pinned: PinnedWorkflow;
  chosen: UsableWorkflow | undefined;
  onVersion: (version: number) => void;
}) {
  const versions = chosen?.versions ?? [];
  const isListed = versions.some(({ version }) => version === pinned.version);
  return (
    <Select
      label="Version"
      size={28}
      options={[
        ...versions.map(({ version, note, at, why }) => ({
          value: `${version}`,
          label: `Version ${version}`,
          hint: why ?? (note || formatExactTime(at)),
          disabled: why !== null && version !== pinned.version,
        })),
        ...(isListed ? [] : [{ value: `${pinned.version}`, label: `Version ${pinned.version}` }]),
      ]}
      value={`${pinned.version}`}
      onValueChange={(next) => {
        if (Number(next) !== pinned.version) onVersion(Number(next));
      }}
    />
  );
}

/** Offers the newest version where that is newer, with what would change. */
function Newer(props: {
  node: WorkflowNode;
  chosen: UsableWorkflow;
  pinned: PinnedWorkflow;
  library: WorkflowLibrary;
  onUpgrade: Choose;
}) {
  const { chosen, pinned, library, onUpgrade } = props;
  const [open, setOpen] = useState(false);
  const newest = newestOf(chosen);
  if (!newest || newest.version <= pinned.version) return null;
  const { version, note } = newest;
  return (
    <>
      <Notice
        title={`Version ${version} is published`}
        action={
          <Button size={28} onClick={() => setOpen(true)}>
            Upgrade to version {version}
          </Button>
        }
      >
        {note}
      </Notice>
      {open && (
        <UpgradeDialog
          name={chosen.name}
          from={pinned.version}
          to={version}
          compare={() => library.compare(chosen.id, { from: pinned.version, to: version })}
          onDone={(upgrade) => {
            setOpen(false);
            if (upgrade) void onUpgrade({ id: chosen.id, version }, null);
          }}
        />
      )}
    </>
  );
}

/** What the workflow asks for. It is set by the version, so nothing can be changed here. */
function Parameters({ node }: { node: WorkflowNode }) {
  const problem = useFieldProblem(["parameters"]);
  const { properties, required } = node.parameters;
  const names = Object.keys(properties);
  return (
    <Section title="Parameters" summary={String(names.length)}>
      <At path={["parameters"]} className="flex flex-col gap-2">
        {problem && <p className="text-12 text-failed">{problem}</p>}
        <p className="text-12 text-ink-faint">
          {names.length === 0
            ? node.workflow
              ? "That version asks for nothing."
              : "What the workflow asks for stands here once it is chosen."
            : "What that version asks for. The fields of the edges that lead here fill it, by name."}
        </p>
        <ul className="flex flex-col gap-1">
          {names.map((name) => (
            <li key={name} className="flex items-baseline gap-2">
              <code className="min-w-0 flex-1 truncate text-12">{name}</code>
              <span className="text-12 text-ink-faint">{describe(properties[name] ?? {})}</span>
              {required.includes(name) && <Badge>required</Badge>}
            </li>
          ))}
        </ul>
      </At>
    </Section>
  );
}

/** What comes back, which the version says, too. */
function Result({ node: { referenceName, result, workflow } }: { node: WorkflowNode }) {
  const names = Object.keys(result.properties ?? {});
  return (
    <Section title="Its result" summary={workflow ? describe(result) : undefined}>
      <p className="text-12 text-ink-faint">
        results.{referenceName} is the text of that workflow's output or, where that has no template, what
        leads to it.
        {names.length > 0 && ` It has ${names.join(", ")}.`}
      </p>
    </Section>
  );
}
