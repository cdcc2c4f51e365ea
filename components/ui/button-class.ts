import { classNames } from "./class-names.ts";

export type ButtonLook = { variant?: "primary" | "secondary" | "ghost" | "danger"; size?: 28 | 32 };

const base =
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-control border font-strong text-13 transition-colors aria-disabled:cursor-default aria-disabled:opacity-50 disabled:opacity-50";

const variants = {
  primary:
    "border-transparent bg-accent-fill text-on-accent not-disabled:hover:bg-accent-fill-hover not-disabled:active:bg-accent-fill-hover",
  secondary:
    "border-line-strong bg-raised text-ink not-disabled:hover:bg-hover not-disabled:active:bg-pressed data-popup-open:bg-hover",
  ghost:
    "border-transparent text-ink-soft not-disabled:hover:bg-hover not-disabled:hover:text-ink not-disabled:active:bg-pressed data-popup-open:bg-hover data-popup-open:text-ink",
  danger:
    "border-transparent bg-failed-fill text-on-accent not-disabled:hover:bg-failed-fill-hover not-disabled:active:bg-failed-fill-hover",
};

/** The look of a button, for links that act as one: `<Link className={buttonClass({ variant: "primary" })}>`. */
export function buttonClass({ variant = "secondary", size = 32 }: ButtonLook = {}): string {
  return classNames(base, variants[variant], size === 28 ? "h-7 px-2.5" : "h-8 px-3");
}

/** The look of a square button that holds an icon only. */
export function iconButtonClass({ variant = "ghost", size = 28 }: ButtonLook = {}): string {
  return classNames(base, variants[variant], size === 28 ? "size-7" : "size-8");
}
