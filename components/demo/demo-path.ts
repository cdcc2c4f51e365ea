import type { DemoPlace } from "@/lib/views/demo.ts";

/** The address that shows a page of a table. */
export function demoPath({ system, table, offset }: DemoPlace): string {
  const query = new URLSearchParams({ system, table });
  if (offset > 0) query.set("from", String(offset));
  return `/demo?${query}`;
}
