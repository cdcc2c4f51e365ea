import type { ComponentProps, ReactNode } from "react";
import { type ButtonLook, iconButtonClass } from "./button-class.ts";
import { classNames } from "./class-names.ts";

type Props = Omit<ComponentProps<"button">, "aria-label" | "title" | "children"> &
  ButtonLook & { label: string; icon: ReactNode; keys?: string; side?: "top" | "right" | "bottom" | "left" };

/** A square button with an icon of 16 px; its required label is the accessible name and the tooltip, with its keys. */
export function IconButton({ label, icon, keys, side, variant, size, className, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={keys ?? ""}
      data-tip-side={side}
      {...rest}
      className={classNames(iconButtonClass({ variant, size }), className)}
    >
      {icon}
    </button>
  );
}
