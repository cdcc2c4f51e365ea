import { TriangleAlert } from "lucide-react";
import { classNames } from "@/components/ui/class-names.ts";
import { shortened } from "@/lib/graph/text-cut.ts";
import { CHARACTER, LABEL_PADDING } from "./flow-route.ts";

const FEWEST = 4;

type Props = {
  words: string;
  /** Stands behind the words also where these are cut: how often the flow was taken. */
  count: string | null;
  /** How many problems the edge has, which stand before the words, and whether one of them is an error. */
  problems: number;
  blocking: boolean;
  /** The middle of the label, and the width that it may take. */
  x: number;
  y: number;
  room: number;
  size: number;
  /** The most characters. */
  longest: number;
  tone: "plain" | "failed" | "quiet";
  selected: boolean;
  /** Whether the whole words show on hover; not where the canvas has a hint for the edge. */
  titled: boolean;
};

const texts = { plain: "fill-ink-soft", failed: "fill-failed", quiet: "fill-ink-faint" } as const;
const outlines = { plain: "stroke-line-strong", failed: "stroke-failed", quiet: "stroke-line" } as const;

const marks = {
  blocking: { text: "text-failed", line: "stroke-failed" },
  warning: { text: "text-waiting", line: "stroke-waiting" },
} as const;

const toneOf = (blocking: boolean) => (blocking ? "blocking" : "warning");

const titleOf = (words: string, problems: number) =>
  [words, problems === 0 ? "" : problems === 1 ? "1 problem" : `${problems} problems`]
    .filter(Boolean)
    .join(" · ");

/** What is wrong with an edge, and when a flow is taken, on its line: cut to the room there is, whole on hover. It is part of the edge, to press like its line. */
export function EdgeLabel(props: Props) {
  const { words, count, problems, blocking, x, y, room, size, longest, tone, selected, titled } = props;
  const mark = problems === 0 ? 0 : size + (problems > 1 ? String(problems).length * size * CHARACTER : 0);
  const characters = Math.floor((room - mark - 2 * LABEL_PADDING) / (size * CHARACTER));
  const behind = count === null ? 0 : count.length + 3;
  const most = Math.max(FEWEST, Math.min(longest, characters - behind));
  const cut = words.length <= most ? words : shortened(words, most - 1);
  const text = [cut, count].filter(Boolean).join(" · ");
  const gap = mark > 0 && text !== "" ? LABEL_PADDING : 0;
  const width = text.length * size * CHARACTER + mark + gap + 2 * LABEL_PADDING;
  const left = x - width / 2 + LABEL_PADDING;
  const height = size + 7;
  return (
    <g className="canvas-edge-label">
      {(titled || problems > 0) && <title>{titleOf(words, problems)}</title>}
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={4}
        className={classNames(
          problems === 0 ? "fill-paper" : blocking ? "fill-failed-wash" : "fill-waiting-wash",
          selected ? "stroke-accent" : problems > 0 ? marks[toneOf(blocking)].line : outlines[tone],
        )}
      />
      {problems > 0 && (
        <g className={marks[toneOf(blocking)].text}>
          <TriangleAlert x={left} y={y - size / 2} size={size} strokeWidth={2.5} aria-hidden />
          {problems > 1 && (
            <text
              x={left + size}
              y={y}
              fontSize={size}
              dominantBaseline="central"
              className="figures fill-current"
            >
              {problems}
            </text>
          )}
        </g>
      )}
      <text
        x={x + (mark + gap) / 2}
        y={y}
        fontSize={size}
        textAnchor="middle"
        dominantBaseline="central"
        className={classNames("figures", texts[tone])}
      >
        {text}
      </text>
    </g>
  );
}
