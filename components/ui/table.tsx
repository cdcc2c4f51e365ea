import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A dense table in a scrolling frame; its head stays in sight. The label names it for screen readers. */
export function Table({
  label,
  children,
  className,
}: {
  label: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
      tabIndex={0}
      className={classNames("relative min-h-0 overflow-auto focus-visible:-outline-offset-2", className)}
    >
      <table className="w-full border-separate border-spacing-0 text-13">{children}</table>
    </section>
  );
}

type CellProps = { numeric?: boolean };

/** A head cell; `numeric` aligns it with its figures. */
export function HeadCell({ numeric = false, className, ...rest }: ComponentProps<"th"> & CellProps) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        "sticky top-0 z-1 h-8 whitespace-nowrap border-line border-b bg-surface px-3 font-regular text-12 text-ink-faint",
        numeric ? "text-right" : "text-left",
        className,
      )}
    />
  );
}

/** A row; marked under the pointer, and when it is the selected one. */
export function Row({ selected = false, className, ...rest }: ComponentProps<"tr"> & { selected?: boolean }) {
  return (
    <tr
      aria-selected={selected || undefined}
      {...rest}
      className={classNames(
        "group",
        selected ? "bg-accent-wash shadow-[inset_2px_0_0_var(--accent)]" : "hover:bg-hover",
        className,
      )}
    />
  );
}

/** A body cell of 32 px; `numeric` sets figures to the right. */
export function Cell({ numeric = false, className, ...rest }: ComponentProps<"td"> & CellProps) {
  return (
    <td
      {...rest}
      className={classNames(
        "h-8 border-line border-b px-3 py-1.5 group-last:border-b-0",
        numeric && "figures whitespace-nowrap text-right text-12",
        className,
      )}
    />
  );
}
