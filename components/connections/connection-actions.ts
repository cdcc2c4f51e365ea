import type { Quirk } from "@/lib/run/quirk.ts";
import type { Answer } from "@/lib/views/answer.ts";
import type { RecognisedModel } from "@/lib/views/connection-row.ts";
import type { ConnectionSetup } from "@/lib/views/connection-setup.ts";
import type { PriceRow } from "@/lib/views/price-row.ts";

/** What the page can do. */
export type ConnectionActions = {
  recogniseModel: (input: { key: string; baseUrl: string }) => Promise<Answer<RecognisedModel>>;
  createConnection: (input: {
    name: string;
    config: ConnectionSetup;
    secret: string;
  }) => Promise<Answer<{ id: string }>>;
  updateConnection: (input: {
    id: string;
    name: string;
    config: ConnectionSetup;
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
