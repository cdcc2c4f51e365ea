import { classNames } from "./class-names.ts";

/** A quiet block in the place and size of what is coming; give it the real layout's width and height. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={classNames("block animate-breathe rounded-mark bg-pressed", className)} />
  );
}

/** Rows of a list or table that is loading, said once to screen readers. */
export function SkeletonRows({ rows = 6, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: identical rows that never move
        <div key={row} className="flex h-8 items-center gap-4 border-line border-b px-3 last:border-b-0">
          <Skeleton className={classNames("h-3", row % 3 === 0 ? "w-48" : row % 3 === 1 ? "w-36" : "w-56")} />
          <Skeleton className="ml-auto h-3 w-16" />
          <Skeleton className="h-3 w-12" />
        </div>
      ))}
    </div>
  );
}
