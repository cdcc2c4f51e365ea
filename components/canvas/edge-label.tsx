import { classNames } from "@/components/ui/class-names.ts";
import { shortened } from "@/lib/graph/text-cut.ts";
import { CHARACTER, LABEL_PADDING } from "./flow-route.ts";

const FEWEST = 4;

type Props = {
  words: string;
  /** Stands behind the words also where these are cut: how often the flow was taken. */
  count: string | null;
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

/** When a flow is taken, on its line: cut to the room there is, whole on hover. It is part of the edge, to press like its line. */
export function EdgeLabel(props: Props) {
  const { words, count, x, y, room, size, longest, tone, selected, titled } = props;
  const characters = Math.floor((room - 2 * LABEL_PADDING) / (size * CHARACTER));
  const behind = count === null ? 0 : count.length + 3;
  const most = Math.max(FEWEST, Math.min(longest, characters - behind));
  const cut = words.length <= most ? words : shortened(words, most - 1);
  const text = [cut, count].filter(Boolean).join(" · ");
  const width = text.length * size * CHARACTER + 2 * LABEL_PADDING;
  const height = size + 7;
  return (
    <g className="canvas-edge-label">
      {titled && <title>{words}</title>}
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={4}
        className={classNames("fill-paper", selected ? "stroke-accent" : outlines[tone])}
      />
      <text
        x={x}
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
