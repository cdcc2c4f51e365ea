"use client";

import { LookTile } from "@/components/canvas/look-tile.tsx";
import { newNodeChoices } from "@/components/canvas/new-node-choices.ts";
import { PALETTE_DRAG_TYPE } from "@/components/canvas/palette-drag.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";

type Props = { onAdd: (kind: NodeKind, toolType: ToolType | null) => void };

/** Everything that can be added: a press puts it near the selection, a drag where it is let go. */
export function Palette({ onAdd }: Props) {
  return (
    <div className="flex flex-col gap-2 p-2">
      {newNodeChoices.map(({ group, choices }) => (
        <section key={group} aria-label={group}>
          <h2 className="px-2 pb-0.5 font-regular text-11 text-ink-faint">{group}</h2>
          {choices.map((choice) => (
            <button
              key={`${choice.kind}:${choice.toolType ?? ""}`}
              type="button"
              draggable
              title={choice.hint}
              onClick={() => onAdd(choice.kind, choice.toolType)}
              onDragStart={(event) => {
                event.dataTransfer.setData(PALETTE_DRAG_TYPE, `${choice.kind}:${choice.toolType ?? ""}`);
                event.dataTransfer.effectAllowed = "copy";
              }}
              className="flex h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover active:cursor-grabbing"
            >
              <LookTile look={choice.look} size={20} />
              <span className="min-w-0 flex-1 truncate">{choice.name}</span>
            </button>
          ))}
        </section>
      ))}
    </div>
  );
}
