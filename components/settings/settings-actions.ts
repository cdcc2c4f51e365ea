import type { Answer } from "@/lib/views/answer.ts";

/** What the page can do. */
export type SettingsActions = {
  allowLinks: (input: { allowed: boolean }) => Promise<Answer<{ allowed: boolean }>>;
  renameWorkspace: (input: { name: string }) => Promise<Answer<{ name: string }>>;
  setRetention: (input: { days: number | null }) => Promise<Answer<{ days: number | null }>>;
  countOlder: (input: { days: number | null }) => Promise<Answer<{ older: number }>>;
};
