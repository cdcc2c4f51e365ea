"use client";

import { classNames } from "@/components/ui/class-names.ts";
import type { NodePaint } from "./run-paint.ts";
import { stateLooks } from "./state-look.ts";

/** The state at the right of a node's header: icon and word. */
export function NodeState({ paint }: { paint: NodePaint }) {
  if (paint.state === "idle") return null;
  const { Icon, word, text } = stateLooks[paint.state];
  return (
    <span
      className={classNames("flex shrink-0 items-center gap-1 text-11", text)}
      title={paint.problem ?? undefined}
    >
      <Icon
        size={12}
        strokeWidth={2.25}
        aria-hidden
        className={paint.state === "running" ? "animate-turn" : undefined}
      />
      {word}
    </span>
  );
}
