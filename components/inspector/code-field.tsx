"use client";

import { Field as Base } from "@base-ui/react/field";
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { controlClass } from "@/components/ui/control-class.ts";
import { Field } from "@/components/ui/field.tsx";
import type { Scope } from "@/lib/graph/scope.ts";
import { type Completions, completionsAt } from "./completion.ts";

type Props = {
  label: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  error?: ReactNode;
  value: string;
  onValueChange: (value: string) => void;
  placeholder?: string;
  minRows?: number;
  maxRows?: number;
  lineNumbers?: boolean;
  /** Names to offer while typing, in CEL or inside the `{{ }}` of a template. */
  completion?: { scope: Scope; kind: "expression" | "template" };
};

const ROW = 20;

/** Text in mono: a statement, an expression or a template; offers what may follow while it is typed. */
export function CodeField(props: Props) {
  const {
    label,
    hideLabel,
    hint,
    error,
    value,
    onValueChange,
    placeholder,
    lineNumbers = false,
    completion,
  } = props;
  const { minRows = 1, maxRows = 18 } = props;
  const listId = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [offered, setOffered] = useState<Completions | null>(null);
  const [chosen, setChosen] = useState(0);
  const caretAfter = useRef<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text changes the height and may place the caret
  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, maxRows * ROW + 14)}px`;
    if (caretAfter.current !== null) {
      field.setSelectionRange(caretAfter.current, caretAfter.current);
      caretAfter.current = null;
    }
  }, [value, maxRows]);

  const offer = (text: string, caret: number, asked: boolean) => {
    if (!completion) return;
    const found = completionsAt(text, caret, completion.scope, completion.kind);
    const begun = caret > found.start || text[caret - 1] === ".";
    setOffered(found.options.length > 0 && (asked || begun) ? found : null);
    setChosen(0);
  };
  const take = (option: string) => {
    const field = area.current;
    if (!field || !offered) return;
    const caret = field.selectionStart;
    caretAfter.current = offered.start + option.length;
    onValueChange(value.slice(0, offered.start) + option + value.slice(caret));
    setOffered(null);
    field.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      offer(value, event.currentTarget.selectionStart, true);
      return;
    }
    if (!offered) return;
    const many = offered.options.length;
    if (event.key === "ArrowDown") setChosen((chosen + 1) % many);
    else if (event.key === "ArrowUp") setChosen((chosen - 1 + many) % many);
    else if (event.key === "Enter" || event.key === "Tab") take(offered.options[chosen]?.text ?? "");
    else if (event.key === "Escape") {
      event.stopPropagation();
      setOffered(null);
    } else return;
    event.preventDefault();
  };

  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error}>
      <div className="relative flex min-w-0">
        {lineNumbers && (
          <div
            aria-hidden
            className="figures absolute inset-y-px left-px w-8 overflow-hidden rounded-l-control border-line border-r bg-sunken py-1.5 pr-1.5 text-right text-11 text-ink-faint leading-5"
          >
            {value.split("\n").map((_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its index
              <div key={index}>{index + 1}</div>
            ))}
          </div>
        )}
        <Base.Control
          render={
            <textarea
              ref={area}
              aria-autocomplete={completion ? "list" : undefined}
              aria-controls={offered ? listId : undefined}
              aria-activedescendant={offered ? `${listId}-${chosen}` : undefined}
              rows={minRows}
              value={value}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              placeholder={placeholder}
              wrap={lineNumbers ? "off" : "soft"}
              onChange={(event) => {
                onValueChange(event.currentTarget.value);
                offer(event.currentTarget.value, event.currentTarget.selectionStart, false);
              }}
              onClick={() => setOffered(null)}
              onBlur={() => setOffered(null)}
              onKeyDown={onKeyDown}
            />
          }
          className={classNames(
            controlClass,
            "figures resize-none py-1 pr-2 text-12 leading-5",
            lineNumbers ? "overflow-auto py-1.5 pl-10" : "pl-2",
          )}
        />
        {offered && (
          <div
            id={listId}
            role="listbox"
            aria-label="What may follow"
            className="absolute top-full left-0 z-30 mt-1 max-h-56 w-full min-w-56 overflow-y-auto rounded-panel bg-raised p-1 shadow-float"
          >
            {offered.options.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the field above choose
              <div
                key={option.text}
                id={`${listId}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => take(option.text)}
                className={classNames(
                  "flex h-7 cursor-default items-center gap-2 rounded-control px-2 text-12",
                  index === chosen && "bg-hover",
                )}
              >
                <span className="figures min-w-0 flex-1 truncate">{option.text}</span>
                <span className="shrink-0 text-ink-faint">{option.hint}</span>
              </div>
            ))}
          </div>
        )}
      </div>
    </Field>
  );
}
