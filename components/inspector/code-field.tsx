"use client";

import { Field as Base } from "@base-ui/react/field";
import { Braces } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names.ts";
import { controlClass } from "@/components/ui/control-class.ts";
import { Field } from "@/components/ui/field.tsx";
import { IconButton } from "@/components/ui/icon-button.tsx";
import type { CompletionKind } from "./completion.ts";
import { CompletionList, optionId } from "./completion-list.tsx";
import type { Reach } from "./reach.ts";
import { useCompletion } from "./use-completion.ts";

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
  completion?: { reach: Reach; kind: CompletionKind };
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
  const { offered, options, chosen, take, ask, close, onInput, onEmpty, onKeyDown } = useCompletion({
    area,
    value,
    onValueChange,
    completion,
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text changes the height
  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, maxRows * ROW + 14)}px`;
  }, [value, maxRows]);

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
              aria-activedescendant={offered && chosen !== null ? optionId(listId, chosen) : undefined}
              rows={minRows}
              value={value}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              placeholder={placeholder}
              wrap={lineNumbers ? "off" : "soft"}
              onChange={(event) => {
                const { value: text, selectionStart } = event.currentTarget;
                onValueChange(text);
                // What an input method has not finished is no name yet.
                const { nativeEvent } = event;
                if (nativeEvent instanceof InputEvent && nativeEvent.isComposing) close();
                else onInput(text, selectionStart);
              }}
              onCompositionEnd={(event) =>
                onInput(event.currentTarget.value, event.currentTarget.selectionStart)
              }
              onFocus={() => onEmpty(value)}
              onClick={() => onEmpty(value)}
              onBlur={close}
              onKeyDown={onKeyDown}
            />
          }
          className={classNames(
            controlClass,
            "figures resize-none py-1 text-12 leading-5",
            completion && hideLabel ? "pr-8" : "pr-2",
            lineNumbers ? "overflow-auto py-1.5 pl-10" : "pl-2",
          )}
        />
        {completion && (
          <IconButton
            label="Insert a value"
            className={hideLabel ? "absolute top-px right-px" : "absolute -top-7 right-0"}
            icon={<Braces size={13} aria-hidden />}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              area.current?.focus();
              ask();
            }}
          />
        )}
        {completion && offered && (
          <CompletionList
            id={listId}
            field={area}
            offered={offered}
            reach={completion.reach}
            chosen={chosen}
            onTake={take}
          />
        )}
        {completion && (
          <span className="sr-only" aria-live="polite">
            {offered && `${options.length} ${options.length === 1 ? "value" : "values"} can be put here`}
          </span>
        )}
      </div>
    </Field>
  );
}
