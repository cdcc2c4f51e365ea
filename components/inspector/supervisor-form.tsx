"use client";

import type { SupervisorNode } from "@/lib/graph/node.ts";
import { LimitFields, ThinkingFields } from "./thinking-fields.tsx";

/** The settings of a supervisor. Whom it asks is drawn, and listed under its connections. */
export function SupervisorForm({ node }: { node: SupervisorNode }) {
  return (
    <>
      <ThinkingFields
        node={node}
        placeholder="You route and never solve. First …, then …. Finish as soon as …."
      />
      <LimitFields node={node} />
    </>
  );
}
