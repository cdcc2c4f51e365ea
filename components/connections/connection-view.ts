import type { Answer } from "@/components/problem/refusal.ts";
import type { Quirk } from "@/lib/run/quirk.ts";

/** What a person sets up, by kind. Ports and addresses as the other side has them. */
export type ModelSetup = { kind: "model"; provider: string; baseUrl: string; models: string[] };
export type PostgresSetup = {
  kind: "postgres";
  host: string;
  port: number;
  database: string;
  user: string;
  sslmode: "disable" | "require" | "verify-full";
};
export type SmtpSetup = {
  kind: "smtp";
  host: string;
  port: number;
  tls: "implicit" | "required" | "none";
  user: string;
  from: string;
  allowedRecipients: string[];
  /** Said when there is no list of recipients. */
  anyRecipient?: boolean;
  maxPerHour?: number;
  maxPerRun?: number;
};
export type HttpSetup = { kind: "http"; origin: string; headerName: string };
export type ServiceSetup = PostgresSetup | SmtpSetup | HttpSetup;
export type Setup = ModelSetup | ServiceSetup;

/** How requests to an endpoint differ from the usual form; `model` null: with every model, `said` null: set by hand. */
export type QuirkRow = { id: string; model: string | null; quirk: Quirk; said: string | null };

/** A connection as the page shows it; of its secret at most the last four characters. */
export type ConnectionRow = {
  id: string;
  name: string;
  /** `unreadable`: stored in a form that this version can't read. */
  config: Setup | { kind: "sqlite" } | { kind: "unreadable" };
  detail: string;
  last4: string | null;
  hasSecret: boolean;
  isDefault: boolean;
  offline: boolean;
  quirks: QuirkRow[];
};

/** A model endpoint that was recognised by key or address and answered a test. */
export type Recognised = { provider: string; baseUrl: string; models: string[]; note: string | null };

/** US dollars for a million tokens, from a day on; `id` null: it came with Tutti. */
export type PriceRow = {
  id: string | null;
  pattern: string;
  from: string;
  input: number;
  cachedInput: number;
  output: number;
  source: string;
};

/** What the page can do. */
export type ConnectionActions = {
  recogniseModel: (input: { key: string; baseUrl: string }) => Promise<Answer<Recognised>>;
  createConnection: (input: {
    name: string;
    config: Setup;
    secret: string;
  }) => Promise<Answer<{ id: string }>>;
  updateConnection: (input: {
    id: string;
    name: string;
    config: Setup;
    secret: string | null;
  }) => Promise<Answer<{ id: string }>>;
  testConnection: (input: { id: string }) => Promise<Answer<{ told: string }>>;
  removeConnection: (input: { id: string }) => Promise<Answer<{ id: string }>>;
  setDefaultConnection: (input: { id: string }) => Promise<Answer<{ id: string }>>;
  addQuirk: (input: { id: string; model: string; quirk: Quirk }) => Promise<Answer<{ id: string }>>;
  removeQuirk: (input: { id: string }) => Promise<Answer<{ id: string }>>;
  addPrice: (input: Omit<PriceRow, "id" | "source">) => Promise<Answer<{ id: string }>>;
  removePrice: (input: { id: string }) => Promise<Answer<{ id: string }>>;
};
