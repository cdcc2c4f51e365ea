import { ArrowLeft } from "lucide-react";
import { lookOf } from "@/components/canvas/kind-look.ts";
import { LookTile } from "@/components/canvas/look-tile.tsx";
import { Button } from "@/components/ui/button.tsx";
import { JsonView } from "@/components/ui/json-view.tsx";
import { PROPERTY_WORDS } from "@/lib/graph/diff/property-words.ts";
import { markHidden } from "@/lib/graph/hidden-characters.ts";
import type { Json } from "@/lib/graph/json.ts";
import type { GraphNode } from "@/lib/graph/node.ts";

/** Said by the heading. */
const IN_HEADING = new Set(["id", "kind", "name"]);

/** The nodes of a version by name, each leading to what is set on it. */
export function StepList({
  nodes,
  onSelect,
}: {
  nodes: readonly GraphNode[];
  onSelect: (nodeId: string) => void;
}) {
  if (nodes.length === 0) return <p className="p-4 text-13 text-ink-soft">Nothing is drawn in it.</p>;
  return (
    <ul aria-label="Steps" className="flex flex-col p-2">
      {nodes.map((node) => (
        <li key={node.id}>
          <button
            type="button"
            onClick={() => onSelect(node.id)}
            className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover"
          >
            <LookTile look={lookOf(node)} size={20} />
            <span className="min-w-0 flex-1 truncate">{markHidden(node.name) || lookOf(node).word}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

type FactsProps = {
  node: GraphNode;
  /** The properties that are shown; absent: all. */
  only?: readonly string[];
  onBack: () => void;
};

/** All that is set on a node, to read. What is empty is left out. */
export function NodeFacts({ node, only, onBack }: FactsProps) {
  const look = lookOf(node);
  const facts = Object.entries(node).filter(
    ([key, value]) => !IN_HEADING.has(key) && !isEmpty(value) && (only?.includes(key) ?? true),
  );
  return (
    <div className="flex flex-col gap-4 p-4">
      <Button
        size={28}
        variant="ghost"
        icon={<ArrowLeft size={14} aria-hidden />}
        onClick={onBack}
        className="-ml-2 self-start"
      >
        All steps
      </Button>
      <header className="flex items-center gap-2">
        <LookTile look={look} size={24} />
        <div className="min-w-0">
          <h2 className="wrap-anywhere text-15">{markHidden(node.name) || look.word}</h2>
          <p className="text-12 text-ink-faint">{look.word}</p>
        </div>
      </header>
      {facts.length === 0 && <p className="text-13 text-ink-soft">Nothing more is shown of it.</p>}
      <dl className="flex flex-col gap-3">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt className="text-11 text-ink-faint first-letter:uppercase">{PROPERTY_WORDS[key] ?? key}</dt>
            <dd className="wrap-anywhere text-13">
              <Fact label={PROPERTY_WORDS[key] ?? key} value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function isEmpty(value: unknown): boolean {
  if (value === "" || value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  // A form without fields.
  return (
    typeof value === "object" && "properties" in value && Object.keys(Object(value.properties)).length === 0
  );
}

function Fact({ label, value }: { label: string; value: unknown }) {
  if (typeof value === "string") return <p className="whitespace-pre-wrap">{value}</p>;
  if (typeof value !== "object") return <span className="figures">{String(value)}</span>;
  // Nodes are JSON by their schemas.
  return <JsonView value={value as Json} label={label} />;
}
