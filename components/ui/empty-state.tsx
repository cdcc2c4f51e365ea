import type { ReactNode } from "react";

/** What a list says while it is empty: what will be here, and the one next step. */
export function EmptyState({
  title,
  children,
  action,
  icon,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center px-4 py-16 text-center">
      {icon ? (
        <span className="mb-3 flex text-ink-faint">{icon}</span>
      ) : (
        <span aria-hidden className="stave mb-5 h-[33px] w-72 max-w-full" />
      )}
      <h2 className="text-15">{title}</h2>
      {children && <div className="mt-1 max-w-100 text-balance text-13 text-ink-soft">{children}</div>}
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
