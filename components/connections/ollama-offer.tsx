"use client";

import { useState } from "react";
import { ask } from "@/components/problem/refusal.ts";
import { Button } from "@/components/ui/button.tsx";
import { Notice } from "@/components/ui/notice.tsx";
import type { ConnectionActions } from "./connection-actions.ts";
import { freeName } from "./free-name.ts";

type Props = {
  ollama: { baseUrl: string; models: string[] };
  taken: string[];
  actions: Pick<ConnectionActions, "createConnection">;
  onAdded: () => void;
};

/** Offers the Ollama that answers on this machine. */
export function OllamaOffer({ ollama, taken, actions, onAdded }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const use = async () => {
    setBusy(true);
    const config = { kind: "model", provider: "Ollama", ...ollama } as const;
    const name = freeName("Ollama", taken);
    const answer = await ask(() => actions.createConnection({ name, config, secret: "" }));
    setBusy(false);
    if (answer.ok) onAdded();
    else setProblem(answer.message);
  };
  return (
    <div className="px-4 pt-4">
      <Notice
        title="Ollama answers on this machine"
        action={
          <Button size={28} busy={busy} onClick={use}>
            Connect it
          </Button>
        }
      >
        {problem ??
          (ollama.models.length === 0
            ? "It has no models yet: `ollama pull` brings one."
            : `No key needed. It has ${ollama.models.slice(0, 6).join(", ")}${ollama.models.length > 6 ? " and more" : ""}.`)}
      </Notice>
    </div>
  );
}
