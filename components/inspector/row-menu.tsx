"use client";

import { ArrowDown, ArrowUp, Ellipsis, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Menu, MenuItem } from "@/components/ui/menu.tsx";

type Props = {
  /** What the row is, for the name of the button. */
  of: string;
  first: boolean;
  last: boolean;
  /** Absent where its place means nothing. */
  onMove?: ((by: -1 | 1) => void) | undefined;
  onRemove: () => void;
  /** Menu items of its own. */
  children?: ReactNode;
};

/** What may be done with one row of a list: moved, removed, and what its kind of row has besides. */
export function RowMenu({ of, first, last, onMove, onRemove, children }: Props) {
  return (
    <Menu
      align="end"
      trigger={<IconButton label={`More for ${of}`} icon={<Ellipsis size={16} aria-hidden />} />}
    >
      {onMove && (
        <>
          <MenuItem icon={<ArrowUp size={14} aria-hidden />} disabled={first} onSelect={() => onMove(-1)}>
            Move up
          </MenuItem>
          <MenuItem icon={<ArrowDown size={14} aria-hidden />} disabled={last} onSelect={() => onMove(1)}>
            Move down
          </MenuItem>
        </>
      )}
      {children}
      <MenuItem icon={<Trash2 size={14} aria-hidden />} danger onSelect={onRemove}>
        Remove
      </MenuItem>
    </Menu>
  );
}
