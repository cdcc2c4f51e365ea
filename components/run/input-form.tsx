"use client";

import { useEffect, useRef } from "react";
import { useMay } from "@/components/frame/workspace-context.ts";
import { Notice } from "@/components/ui/notice.tsx";
import type { JsonObject } from "@/lib/graph/json.ts";
import { KeepSample } from "./keep-sample.tsx";
import { draftOf } from "./run-session.ts";
import { SchemaForm } from "./schema-form.tsx";
import { useRunForm, useSession, useStartRun } from "./session-context.ts";

/** The run's input: samples to press, the form, and what was wrong with it. Enter runs it. */
export function InputForm() {
  const { schema, samples } = useRunForm();
  const draft = useSession((state) => state.draft);
  const shown = useSession((state) => state.shown);
  const fields = useSession((state) => state.fields);
  const problem = useSession((state) => state.problem);
  const setDraft = useSession((state) => state.setDraft);
  const start = useStartRun();
  const draws = useMay("edit");
  const form = useRef<HTMLFormElement>(null);
  const value = draftOf({ draft, shown }, schema);
  const isFilled = (draft ?? shown) !== null && Object.keys(value).length > 0;
  const isNew = isFilled && !samples.some(({ input }) => sameInput(input, value));
  const empty = Object.keys(schema.properties).length === 0;

  useEffect(() => {
    if (Object.keys(fields).length > 0)
      form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-invalid] input")?.focus();
  }, [fields]);

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start(null);
      }}
      className="flex flex-col gap-4 p-4"
    >
      {problem && (
        <Notice tone="error" title="That did not work">
          {problem}
        </Notice>
      )}
      {(samples.length > 0 || (isNew && draws)) && (
        <div className="flex flex-col gap-1.5">
          <p className="text-12 text-ink-soft">Samples</p>
          <ul className="flex flex-wrap gap-1.5">
            {samples.map((sample) => (
              <li key={sample.name}>
                <SampleChip
                  name={sample.name}
                  chosen={sameInput(sample.input, value)}
                  onChoose={() => setDraft(sample.input)}
                />
              </li>
            ))}
            {isNew && draws && (
              <li>
                <KeepSample value={value} />
              </li>
            )}
          </ul>
        </div>
      )}
      {empty ? (
        <p className="text-13 text-ink-soft">
          This workflow needs no input. Give its input node fields to ask for some.
        </p>
      ) : (
        <SchemaForm schema={schema} value={value} problems={fields} onChange={setDraft} />
      )}
      {/* Without a submit button, Enter in a form of several fields would do nothing. */}
      <button type="submit" hidden>
        Run
      </button>
    </form>
  );
}

function SampleChip({ name, chosen, onChoose }: { name: string; chosen: boolean; onChoose: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={onChoose}
      className="h-7 rounded-full border border-line-strong bg-raised px-3 text-12 transition-colors hover:bg-hover aria-pressed:border-ink aria-pressed:bg-pressed aria-pressed:font-strong"
    >
      {name}
    </button>
  );
}

function sameInput(one: JsonObject, other: JsonObject): boolean {
  const sorted = (input: JsonObject) =>
    JSON.stringify(Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}
