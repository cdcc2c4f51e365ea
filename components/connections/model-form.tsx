"use client";

import { KeyRound } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import { StateMark } from "@/components/ui/state-mark.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { Refusal } from "@/lib/views/answer.ts";
import type { RecognisedModel } from "@/lib/views/connection-row.ts";
import type { ConnectionActions } from "./connection-actions.ts";
import { freeName } from "./free-name.ts";
import { secretHint } from "./secret-hint.ts";

type Props = {
  /** Names of connections that are there already. */
  taken: string[];
  actions: Pick<ConnectionActions, "recogniseModel" | "createConnection">;
  onAdded: () => void;
};

/** A key is pasted, its provider recognised and tested, and then it is stored under a name. */
export function ModelForm({ taken, actions, onAdded }: Props) {
  const [key, setKey] = useState("");
  const [baseUrl, setBaseUrl] = useState("");
  const [name, setName] = useState("");
  const [found, setFound] = useState<RecognisedModel>();
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);

  const changed = () => {
    setFound(undefined);
    setRefusal(undefined);
  };
  const test = async () => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await ask(() => actions.recogniseModel({ key, baseUrl }));
    setBusy(false);
    if (!answer.ok) {
      setRefusal(answer);
      return;
    }
    setFound(answer);
    setName(freeName(answer.provider, taken));
  };
  const save = async ({ provider, baseUrl: address, models }: RecognisedModel) => {
    setBusy(true);
    const config = { kind: "model", provider, baseUrl: address, models } as const;
    const answer = await ask(() => actions.createConnection({ name, config, secret: key.trim() }));
    setBusy(false);
    if (!answer.ok) {
      setRefusal(answer);
      return;
    }
    setKey("");
    setBaseUrl("");
    changed();
    onAdded();
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    void (found ? save(found) : test());
  };
  const wrong = refusal?.fields ?? {};
  return (
    <form onSubmit={send} noValidate aria-label="Connect a model" className="flex flex-col gap-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Key"
          name="key"
          type="password"
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder="Paste a key"
          leading={<KeyRound size={14} aria-hidden />}
          value={key}
          onValueChange={(value) => {
            setKey(value);
            changed();
          }}
          hint={secretHint(key)}
          error={wrong.key}
        />
        <TextField
          label="Base URL"
          name="baseUrl"
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder="Found from the key where it can be"
          value={baseUrl}
          onValueChange={(value) => {
            setBaseUrl(value);
            changed();
          }}
          error={wrong.baseUrl}
        />
      </div>
      {refusal && !wrong.key && !wrong.baseUrl && !wrong.name && (
        <Notice tone="error" title="This did not work">
          {refusal.message}
        </Notice>
      )}
      {found && (
        <div className="flex flex-col gap-3 rounded-control border border-line bg-paper p-3">
          <div>
            <p className="flex flex-wrap items-center gap-2">
              <StateMark state="ok" word="It answers" />
              <span className="font-strong">{found.provider}</span>
              <span className="figures wrap-anywhere text-12 text-ink-faint">{found.baseUrl}</span>
            </p>
            <p className="figures mt-1 line-clamp-2 text-12 text-ink-soft">
              {found.models.length === 0
                ? "No models are listed; type one where a step chooses its model."
                : `${found.models.length === 1 ? "1 model" : `${found.models.length} models`}: ${found.models.slice(0, 12).join(", ")}${found.models.length > 12 ? " …" : ""}`}
            </p>
            {found.note && <p className="mt-1 text-12 text-ink-soft">{found.note}</p>}
          </div>
          <TextField
            label="Name"
            name="name"
            className="sm:max-w-80"
            value={name}
            onValueChange={setName}
            error={wrong.name}
          />
        </div>
      )}
      <div>
        <Button
          type="submit"
          variant={found ? "primary" : "secondary"}
          busy={busy}
          disabled={key.trim() === "" && baseUrl.trim() === ""}
        >
          {found ? "Connect" : "Recognise and test"}
        </Button>
      </div>
    </form>
  );
}
