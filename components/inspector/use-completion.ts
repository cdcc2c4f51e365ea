"use client";

import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import {
  type Completion,
  type CompletionKind,
  type Completions,
  completionsAt,
  insertionsAt,
} from "./completion.ts";
import type { Reach } from "./reach.ts";

type Options = {
  area: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onValueChange: (value: string) => void;
  /** Absent: nothing is offered. */
  completion: { reach: Reach; kind: CompletionKind } | undefined;
};

/**
 * Offers what can be referred to while a text is written. The list opens on `{{`, with a name, in an empty expression, and
 * by Ctrl+Space; arrow keys choose, Enter and Tab take, Escape closes. While an input method composes it keeps out.
 */
export function useCompletion({ area, value, onValueChange, completion }: Options) {
  const [offered, setOffered] = useState<Completions | null>(null);
  // Nothing is chosen before a person has begun: else leaving a field by Tab would write into it.
  const [chosen, setChosen] = useState<number | null>(null);
  const caretAfter = useRef<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new text may place the caret
  useLayoutEffect(() => {
    if (caretAfter.current !== null) area.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  }, [value, area]);

  const options = offered?.groups.flatMap((group) => group.options) ?? [];
  const close = () => setOffered(null);
  const show = (found: Completions | null, first: number | null) => {
    setOffered(found?.groups.some((group) => group.options.length > 0) ? found : null);
    setChosen(first);
  };

  const onInput = (text: string, caret: number) => {
    if (!completion) return;
    const found = completionsAt(text, caret, completion.reach.scope, completion.kind);
    const before = text.slice(0, caret).trimEnd();
    const begun = found !== null && (caret > found.start || before.endsWith(".") || before.endsWith("{{"));
    if (begun) show(found, 0);
    else if (text.trim() === "") onEmpty(text);
    else close();
  };
  const onEmpty = (text: string) => {
    if (completion?.kind === "expression" && text.trim() === "")
      show(completionsAt(text, text.length, completion.reach.scope, completion.kind), null);
    else close();
  };
  const ask = () => {
    const field = area.current;
    if (!field || !completion) return;
    const { scope } = completion.reach;
    const caret = field.selectionStart;
    show(completionsAt(value, caret, scope, completion.kind) ?? insertionsAt(caret, scope), 0);
  };
  const take = (option: Completion | undefined) => {
    const field = area.current;
    if (!field || !offered || !option) return;
    const { start, before, after } = offered;
    const end = start + before.length + option.text.length;
    // After a value with fields the caret stays inside, where a dot goes on.
    caretAfter.current = option.deeper ? end : end + after.length;
    onValueChange(value.slice(0, start) + before + option.text + after + value.slice(field.selectionStart));
    close();
    field.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      ask();
      return;
    }
    if (!offered) return;
    const many = options.length;
    if (event.key === "ArrowDown") setChosen(chosen === null ? 0 : (chosen + 1) % many);
    else if (event.key === "ArrowUp") setChosen(((chosen ?? 0) - 1 + many) % many);
    else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && chosen !== null)
      take(options[chosen]);
    else return;
    event.preventDefault();
  };

  return { offered, options, chosen, take, ask, close, onInput, onEmpty, onKeyDown };
}
