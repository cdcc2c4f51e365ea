import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { bindActions } from "@/app/bind-actions";
import { DemoMissing } from "@/components/demo/demo-missing";
import { DemoPage } from "@/components/demo/demo-page";
import { orNotFound, pageViewer } from "@/lib/server/accounts/page-viewer";
import * as demo from "@/lib/server/connections/demo";
import { resetDemo, setDemoOffline } from "./actions";

export const metadata: Metadata = { title: "Demo company" };

/** The demo company; `?system=erp&table=orders&from=50` says which rows. */
export default async function Page({ params, searchParams }: PageProps<"/w/[workspace]/demo">) {
  const viewer = await pageViewer(params);
  const { system = "erp", table = "orders", from = "0" } = await searchParams;
  const asked = demo.DemoPage.safeParse({ system, table, offset: Number(from) });
  if (!asked.success) notFound();
  const loaded = await orNotFound(demo.loadDemo(viewer, asked.data));
  if (loaded.kind === "missing") return <DemoMissing why={loaded.why} sql={loaded.sql} />;
  const { systems, changes, rows } = loaded;
  return (
    <DemoPage
      systems={systems}
      changes={changes}
      place={asked.data}
      rows={rows}
      pageRows={demo.DEMO_PAGE_ROWS}
      actions={bindActions(viewer.slug, { setDemoOffline, resetDemo })}
    />
  );
}
