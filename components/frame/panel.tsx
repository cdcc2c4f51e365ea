import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names.ts";

type Props = {
  /** What an address leads to after `#`. */
  id?: string;
  title?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Without padding, for tables and lists that reach the edge. */
  flush?: boolean;
  className?: string;
};

/** A sheet of paper on the page: things that belong together, with a heading of their own. */
export function Panel({ id, title, actions, children, flush = false, className }: Props) {
  return (
    <section
      id={id}
      className={classNames("overflow-hidden rounded-panel border border-line bg-surface", className)}
    >
      {(title || actions) && (
        <header className="flex min-h-10 items-center gap-3 border-line border-b px-4 py-1">
          <h2 className="min-w-0 flex-1 truncate text-13">{title}</h2>
          {actions}
        </header>
      )}
      {flush ? children : <div className="p-4">{children}</div>}
    </section>
  );
}
