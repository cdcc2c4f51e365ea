import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonLook, buttonClass } from "./button-class.ts";
import { classNames } from "./class-names.ts";

type Props = ComponentProps<"button"> & ButtonLook & { icon?: ReactNode; busy?: boolean };

/**
 * A button with a word on it. `busy` keeps its place and focus, says so to screen readers and ignores presses;
 * `icon` is an icon of 16 px before the word.
 */
export function Button({ variant, size, icon, busy = false, className, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      {...rest}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClass({ variant, size }), className)}
    >
      {busy ? <LoaderCircle size={14} aria-hidden className="animate-turn" /> : icon}
      {children}
    </button>
  );
}
