import type { ReactNode } from "react";

/** One part of a span's details, with a heading. */
export function DetailSection({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="flex min-h-6 flex-wrap items-center gap-x-2 text-12 text-ink-soft">
        {title}
        {aside && (
          <span className="ml-auto flex items-center gap-1 font-regular text-ink-faint">{aside}</span>
        )}
      </h3>
      {children}
    </section>
  );
}
