import type { Quirk } from "../run/quirk.ts";
import type { ConnectionSetup } from "./connection-setup.ts";

/** How requests to an endpoint differ from the usual form. */
export type QuirkRow = {
  id: string;
  /** Null: with every model. */
  model: string | null;
  quirk: Quirk;
  /** The words of the refusal that taught it; null: set by hand. */
  said: string | null;
};

/** A connection as pages see it: never its secret, at most the secret's last four characters. */
export type ConnectionRow = {
  id: string;
  name: string;
  /** `sqlite`: of the demo company; `unreadable`: stored in a form that this version can't read. */
  config: ConnectionSetup | { kind: "sqlite" } | { kind: "unreadable" };
  /** Where it leads, in a few words. */
  detail: string;
  last4: string | null;
  hasSecret: boolean;
  /** The model connection of every step that names none. */
  isDefault: boolean;
  practice: boolean;
  offline: boolean;
  /** Why runs can't reach it now, in a sentence; absent, nothing is known against it. */
  unreachable?: string;
  quirks: QuirkRow[];
};

/** A model endpoint that was recognised by key or address and answered a test. */
export type RecognisedModel = { provider: string; baseUrl: string; models: string[]; note: string | null };
