/** The outline every control that takes a value shares; add the height and padding. */
export const controlClass =
  "w-full rounded-control border border-control bg-surface text-13 text-ink transition-colors hover:border-ink-faint focus-visible:outline-offset-0 data-disabled:opacity-50 data-invalid:border-failed disabled:opacity-50 aria-invalid:border-failed";

/** What a list that drops down from a control shares: menu and select. */
export const popupClass =
  "origin-(--transform-origin) rounded-panel bg-raised p-1 text-ink shadow-float outline-none transition-[opacity,scale] data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0";

/** One row of such a list. */
export const optionClass =
  "flex min-h-7 cursor-default select-none items-center gap-2 rounded-control px-2 py-1 text-13 outline-none data-disabled:opacity-50 data-highlighted:bg-hover";
