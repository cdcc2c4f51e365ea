import { classNames } from "@/components/ui/class-names.ts";
import { shortened } from "@/lib/graph/text-cut.ts";
import { CHARACTER, LABEL_PADDING } from "./flow-route.ts";

const FEWEST = 4;

type Props = {
  words: string;
  /** The middle of the label, and the width that it may take. */
  x: number;
  y: number;
  room: number;
  size: number;
  /** The most characters. */
  longest: number;
  tone: "plain" | "failed";
  selected: boolean;
};

/** When a flow is taken, on its line: cut to the room there is, whole on hover. It is part of the edge, to press like its line. */
export function EdgeLabel({ words, x, y, room, size, longest, tone, selected }: Props) {
  const characters = Math.floor((room - 2 * LABEL_PADDING) / (size * CHARACTER));
  const most = Math.max(FEWEST, Math.min(longest, characters));
  const text = words.length <= most ? words : shortened(words, most - 1);
  const width = text.length * size * CHARACTER + 2 * LABEL_PADDING;
  const height = size + 7;
  return (
    <g className="canvas-edge-label">
      <title>{words}</title>
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={4}
        className={classNames(
          "fill-paper",
          selected ? "stroke-accent" : tone === "failed" ? "stroke-failed" : "stroke-line-strong",
        )}
      />
      <text
        x={x}
        y={y}
        fontSize={size}
        textAnchor="middle"
        dominantBaseline="central"
        className={classNames("figures", tone === "failed" ? "fill-failed" : "fill-ink-soft")}
      >
        {text}
      </text>
    </g>
  );
}
