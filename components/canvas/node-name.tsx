"use client";

import { createContext, useContext } from "react";
import type { GraphNode } from "@/lib/graph/node.ts";
import { RenameField } from "./rename-field.tsx";

/** The node being renamed in place, and how it ends; null where nothing can be renamed. */
export const RenameContext = createContext<{
  renaming: string | null;
  finish: (nodeId: string, name: string | null) => void;
} | null>(null);

/** A node's name, or the field to change it in place. */
export function NodeName({ node, className }: { node: GraphNode; className: string }) {
  const rename = useContext(RenameContext);
  if (rename?.renaming === node.id)
    return (
      <RenameField name={node.name} className={className} onDone={(name) => rename.finish(node.id, name)} />
    );
  return (
    <span className={`${className} truncate`} title={node.name}>
      {node.name || <span className="text-ink-faint">No name</span>}
    </span>
  );
}
