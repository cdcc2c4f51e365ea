"use client";

import { Autocomplete as Base } from "@base-ui/react/autocomplete";
import { useLayoutEffect, useRef } from "react";
import { classNames } from "./class-names.ts";
import { controlClass, optionClass, popupClass } from "./control-class.ts";
import { Field, type FieldProps } from "./field.tsx";

type Props = FieldProps & {
  suggestions: readonly string[];
  value: string;
  onValueChange: (value: string) => void;
  placeholder?: string;
  mono?: boolean;
  /** What a suggestion says besides, in small words under it. */
  details?: ReadonlyMap<string, string>;
  /** Focused and selected when it appears, for something just added. */
  selectOnMount?: boolean | undefined;
};

/** Free text with suggestions, such as the name of a model that the list may not know. */
export function SuggestField({
  suggestions,
  value,
  onValueChange,
  placeholder,
  mono = false,
  details,
  selectOnMount = false,
  ...field
}: Props) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (!selectOnMount) return;
    input.current?.focus();
    input.current?.select();
  }, [selectOnMount]);
  return (
    <Field {...field}>
      <Base.Root
        items={suggestions}
        value={value}
        onValueChange={(next, { reason }) => {
          // Escape closes the list. A second one would clear the field, which no other text field does.
          if (reason !== "escape-key") onValueChange(next);
        }}
        openOnInputClick
      >
        <Base.Input
          ref={input}
          placeholder={placeholder}
          className={classNames(controlClass, "h-8 px-2", mono && "figures")}
        />
        <Base.Portal>
          <Base.Positioner sideOffset={4} className="z-50 data-empty:hidden">
            <Base.Popup
              className={classNames(
                popupClass,
                "max-h-80 w-(--anchor-width) min-w-80 max-w-[calc(100vw-16px)] overflow-y-auto",
              )}
            >
              <Base.List>
                {(suggestion: string) => (
                  <Base.Item
                    key={suggestion}
                    value={suggestion}
                    className={classNames(optionClass, mono && "figures")}
                  >
                    <span className="min-w-0">
                      <span className="block truncate">{suggestion}</span>
                      {details?.has(suggestion) && (
                        <span className="block truncate font-sans text-11 text-ink-faint">
                          {details.get(suggestion)}
                        </span>
                      )}
                    </span>
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </Field>
  );
}
