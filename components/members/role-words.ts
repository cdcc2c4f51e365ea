import type { Role } from "@/lib/views/roles.ts";

/** What each role is called, and in one sentence what it may do. */
export const roleWords: Record<Role, { name: string; may: string }> = {
  viewer: { name: "Viewer", may: "Sees everything, changes nothing and spends nothing." },
  operator: { name: "Operator", may: "Sees everything, and starts and cancels runs." },
  editor: { name: "Editor", may: "Also draws, and publishes versions." },
  owner: { name: "Owner", may: "Also connections, people, settings, and deleting for good." },
};
