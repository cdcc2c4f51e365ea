"use client";

import { Keyboard } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { KeyHint } from "@/components/ui/key-hint.tsx";
import { Popover } from "@/components/ui/popover.tsx";
import { canvasKeys } from "./canvas-keys.ts";

/** The keys of the canvas, to look up. */
export function KeysHelp() {
  return (
    <Popover
      title="Keys"
      side="top"
      trigger={<IconButton label="Keys" icon={<Keyboard size={16} aria-hidden />} />}
    >
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5">
        {canvasKeys.map(({ keys, does }) => (
          <div key={does} className="contents">
            <dt className="text-ink-soft">{does}</dt>
            <dd>
              <KeyHint keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Popover>
  );
}
