"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { optionClass, popupClass } from "./control-class.ts";
import { KeyHint } from "./key-hint.tsx";

type MenuProps = {
  /** The button that opens it: `<Button>` or `<IconButton>`. */
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  align?: "start" | "center" | "end";
};

/** A list of commands behind a button. */
export function Menu({ trigger, children, side = "bottom", align = "start" }: MenuProps) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} side={side} align={align} className="z-50">
          <Base.Popup className={classNames(popupClass, "min-w-48 max-w-80")}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type ItemProps = {
  children: ReactNode;
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect?: () => void;
  /** A link in place of a command: `<Link href="…" />`. */
  link?: ReactElement<Record<string, unknown>>;
};

/** One command, or one link, of a menu. */
export function MenuItem({ children, icon, keys, danger = false, disabled, onSelect, link }: ItemProps) {
  const className = classNames(optionClass, danger && "text-failed");
  const content = (
    <>
      <span className="flex w-4 shrink-0 justify-center text-ink-faint">{icon}</span>
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys && <KeyHint keys={keys} />}
    </>
  );
  if (link)
    return (
      <Base.LinkItem render={link} closeOnClick className={className}>
        {content}
      </Base.LinkItem>
    );
  return (
    <Base.Item disabled={disabled} onClick={onSelect} className={className}>
      {content}
    </Base.Item>
  );
}

/** A line between groups of a menu. */
export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}

type ChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  onValueChange: (value: Value) => void;
};

/** A choice among a few values inside a menu; the menu stays open. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onValueChange,
}: ChoiceProps<Value>) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: Value) => onValueChange(next)}>
      <Base.Group>
        <Base.GroupLabel className="px-2 pt-1 pb-0.5 text-11 text-ink-faint">{label}</Base.GroupLabel>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={optionClass}>
            <span className="flex w-4 shrink-0 justify-center text-ink-faint">{option.icon}</span>
            <span className="flex-1">{option.label}</span>
            <Base.RadioItemIndicator className="flex">
              <Check size={14} aria-hidden />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.Group>
    </Base.RadioGroup>
  );
}
