import { Sparkles } from "lucide-react";
import type { MadeUpName } from "@/lib/trace/made-up.ts";

const MOST_SHOWN = 12;

type Props = {
  fields: readonly MadeUpName[];
  /** Makes each name a way to the call that made it up. */
  onSelect?: (span: number) => void;
};

/** What the simulated model made up, by name; nothing where everything came from somewhere. */
export function MadeUpLine({ fields, onSelect }: Props) {
  if (fields.length === 0) return null;
  const invented = fields.filter(({ how }) => how === "invented");
  const sampled = fields.filter(({ how }) => how === "sampled");
  return (
    <p className="wrap-anywhere flex items-baseline gap-1.5 text-12 text-ink-soft">
      <Sparkles size={12} aria-hidden className="shrink-0 translate-y-0.5" />
      <span>
        {invented.length > 0 && (
          <>
            Made up: <Names fields={invented} onSelect={onSelect} />.
          </>
        )}
        {invented.length > 0 && sampled.length > 0 && " "}
        {sampled.length > 0 && (
          <>
            Chosen from a practice table: <Names fields={sampled} onSelect={onSelect} />.
          </>
        )}
      </span>
    </p>
  );
}

function Names({ fields, onSelect }: { fields: readonly MadeUpName[]; onSelect: Props["onSelect"] }) {
  const shown = fields.slice(0, MOST_SHOWN);
  return (
    <>
      {shown.map(({ name, span }, at) => (
        <span key={`${span} ${name}`}>
          {at > 0 && ", "}
          {onSelect ? (
            <button
              type="button"
              onClick={() => onSelect(span)}
              className="figures rounded-mark text-12 underline decoration-line-strong underline-offset-2 hover:text-ink"
            >
              {name}
            </button>
          ) : (
            <span className="figures text-12">{name}</span>
          )}
        </span>
      ))}
      {fields.length > shown.length && ` and ${fields.length - shown.length} more`}
    </>
  );
}
