import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names.ts";

type Props = {
  title: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** "reading": one column; "wide": tables; "full": the page does its own scrolling and padding. */
  width?: "reading" | "wide" | "full";
};

/** A page of the app: a bar of 44 px with its title and actions, and below it what it shows, scrolling by itself. */
export function Page({ title, description, actions, children, width = "wide" }: Props) {
  return (
    <>
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-4 py-1.5 sm:px-6">
        <h1 className="min-w-24 flex-1 truncate text-15">{title}</h1>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className={classNames("min-h-0 flex-1", width === "full" ? "flex flex-col" : "overflow-y-auto")}>
        <div
          className={classNames(
            width === "full" ? "flex min-h-0 flex-1 flex-col" : "mx-auto w-full px-4 py-6 sm:px-6",
            width === "reading" && "max-w-180",
            width === "wide" && "max-w-300",
          )}
        >
          {description && <p className="mb-4 max-w-[68ch] text-13 text-ink-soft">{description}</p>}
          {children}
        </div>
      </div>
    </>
  );
}
