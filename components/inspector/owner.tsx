"use client";

import { TriangleAlert } from "lucide-react";
import { createContext, Fragment, type ReactNode, useContext, useMemo } from "react";
import { useWorkflow, useWorkflowStore } from "@/components/workflow/use-workflow.ts";
import type { GraphEdit } from "@/lib/graph/graph-edit.ts";
import { fixesOf, type Issue } from "@/lib/graph/issue.ts";
import type { Json } from "@/lib/graph/json.ts";

/** The node or edge that a form is about. */
export type Owner = { nodeId: string } | { edgeId: string };

/** Tells the fields inside which node or edge they belong to. */
export const OwnerContext = createContext<Owner | null>(null);

/** How the fields of a form change what they belong to. */
export type OwnerForm = {
  owner: Owner;
  /**
   * Sets a property at once, as an undo step of its own; without a value the property or item goes. `index`: where an item
   * comes in or moves to in its list.
   */
  change: (path: readonly string[], value?: Json, index?: number) => void;
  /** Sets a property while it is typed: one undo step and one save per stretch of typing. */
  type: (path: readonly string[], value: Json) => void;
};

/** The form around; see `OwnerForm`. */
export function useOwnerForm(): OwnerForm {
  const owner = useContext(OwnerContext);
  const store = useWorkflowStore();
  if (!owner) throw new Error("expected an OwnerContext around the field");
  return useMemo(() => {
    const edit = (path: readonly string[], value?: Json, index?: number): GraphEdit => {
      const change = {
        path: [...path],
        ...(value !== undefined && { value }),
        ...(index !== undefined && { index }),
      };
      return "nodeId" in owner
        ? { type: "node-change", id: owner.nodeId, ...change }
        : { type: "edge-change", id: owner.edgeId, ...change };
    };
    const id = "nodeId" in owner ? owner.nodeId : owner.edgeId;
    return {
      owner,
      change: (path, value, index) => {
        store.getState().edit([edit(path, value, index)]);
      },
      type: (path, value) => {
        store.getState().edit([edit(path, value)], { typing: `${id}/${path.join("/")}` });
      },
    };
  }, [owner, store]);
}

/** Problems of the form's node or edge. */
export function useOwnIssues(): Issue[] {
  const owner = useContext(OwnerContext);
  const issues = useWorkflow((state) => state.issues);
  return useMemo(
    () =>
      issues.filter((issue) =>
        owner && "nodeId" in owner
          ? issue.nodeId === owner.nodeId
          : issue.edgeId !== undefined && issue.edgeId === owner?.edgeId,
      ),
    [issues, owner],
  );
}

/** What keeps exactly this property from working, with a button that solves it; undefined when nothing does. */
export function useFieldProblem(path: readonly string[]): ReactNode {
  const issue = useIssueAt(path, "error");
  return issue && <Said issue={issue} />;
}

function useIssueAt(path: readonly string[], severity: Issue["severity"]): Issue | undefined {
  const at = path.join(".");
  return useOwnIssues().find((one) => one.severity === severity && one.field?.join(".") === at);
}

function Said({ issue }: { issue: Issue }) {
  const store = useWorkflowStore();
  return (
    <>
      {issue.message}
      {fixesOf(issue).map((fix) => (
        <Fragment key={fix.label}>
          {" "}
          <button
            type="button"
            onClick={() => store.getState().edit(fix.edits)}
            className="rounded-mark font-strong text-ink underline decoration-line-strong underline-offset-2 hover:decoration-ink"
          >
            {fix.label}
          </button>
        </Fragment>
      ))}
    </>
  );
}

type AtProps = { path: readonly string[]; className?: string; children: ReactNode };

/** The place of a property: a problem's button finds it, and what is worth a look stands below its fields. */
export function At({ path, className, children }: AtProps) {
  const warning = useIssueAt(path, "warning");
  return (
    <div data-field={path.join(".")} className={className}>
      {children}
      {warning && (
        <p className="mt-1 flex items-start gap-1 text-12 text-waiting">
          <TriangleAlert size={14} aria-hidden className="mt-px shrink-0" />
          <span className="min-w-0">
            <Said issue={warning} />
          </span>
        </p>
      )}
    </div>
  );
}
