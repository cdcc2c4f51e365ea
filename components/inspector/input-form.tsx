"use client";

import type { InputNode } from "@/lib/graph/node.ts";
import { SamplesEditor } from "./samples-editor.tsx";
import { SchemaEditor } from "./schema-editor.tsx";
import { Section } from "./section.tsx";

/** The settings of an input: the form of a run, and samples to fill it with. */
export function InputForm({ node }: { node: InputNode }) {
  return (
    <>
      <Section title="Fields of the form">
        <SchemaEditor
          path={["schema"]}
          schema={node.schema}
          noun="field"
          empty="No fields: a run starts without a question."
        />
      </Section>
      <Section title="Samples" summary={node.samples.length > 0 ? String(node.samples.length) : undefined}>
        <SamplesEditor node={node} />
      </Section>
    </>
  );
}
