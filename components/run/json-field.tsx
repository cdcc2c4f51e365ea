"use client";

import { useState } from "react";
import { TextArea } from "@/components/ui/text-area.tsx";
import { sameJson } from "@/lib/graph/diff/same-json.ts";
import { type Json, jsonProblem } from "@/lib/graph/json.ts";

type Props = {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
};

/** A value of any kind: what reads as JSON is that, and anything else is a text. */
export function AnyField({ value, onChange, hint, ...rest }: Props) {
  return (
    <JsonText
      {...rest}
      hint={[hint, "JSON such as [1, 2], or a text."].filter(Boolean).join(" ")}
      value={value}
      textOf={(one) => (typeof one === "string" && read(one) === undefined ? one : JSON.stringify(one))}
      meaning={(text) => (text.trim() === "" ? undefined : (read(text) ?? text))}
      onChange={onChange}
    />
  );
}

/** A list as JSON, to be pasted. While it is none, the list stays what it was. */
export function ListAsJson({ value, onChange, ...rest }: Props & { hideLabel?: boolean }) {
  const [wrong, setWrong] = useState(false);
  return (
    <JsonText
      {...rest}
      error={
        wrong ? 'Expected a list in JSON, such as [{"name": "Tea"}]. The list stays as it was.' : rest.error
      }
      value={value}
      textOf={(one) => JSON.stringify(one, null, 2)}
      meaning={(text) => (text.trim() === "" ? [] : read(text))}
      onChange={(next) => {
        setWrong(!Array.isArray(next));
        if (Array.isArray(next)) onChange(next.length === 0 ? undefined : next);
      }}
    />
  );
}

type TextProps = Props & {
  hideLabel?: boolean;
  textOf: (value: Json) => string;
  meaning: (text: string) => Json | undefined;
};

/** A text, the value that it means, if any, and the value before. */
type Typed = { text: string; value: Json | undefined; before: Json | undefined };

/** What is typed stays as it is typed, as long as it means the value. */
function JsonText({ value, onChange, textOf, meaning, ...rest }: TextProps) {
  const [typed, setTyped] = useState<Typed>();
  const isTyped =
    typed !== undefined && sameJson(typed.value === undefined ? typed.before : typed.value, value);
  return (
    <TextArea
      {...rest}
      mono
      minRows={2}
      maxRows={12}
      value={isTyped ? typed.text : value === undefined ? "" : textOf(value)}
      onValueChange={(text) => {
        const next = meaning(text);
        setTyped({ text, value: next, before: value });
        onChange(next);
      }}
    />
  );
}

function read(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return jsonProblem(value) === null ? value : undefined;
  } catch {
    return undefined;
  }
}
