import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { onPostgres } from "../../../scripts/on-postgres.ts";
import { parseEnv } from "../../env.ts";
import { openServer } from "../ports.ts";
import { addPerson } from "../temporary-server.ts";
import { createConnection } from "./connections.ts";
import { forgetOldMails, mailMeterStore } from "./mail-meter-store.ts";

onPostgres("the mails of a connection", (postgres) => {
  test("are counted in what is stored: at once, for each run, within the hour, and each key once", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "tutti-meter-"));
    const server = await openServer({ ...parseEnv({}), dataDir, databaseUrl: postgres().url });
    const { viewer } = await addPerson(server, "Ada");
    const { workspaceId } = viewer;
    const { id: connectionId } = await createConnection(viewer, {
      name: "Post",
      config: {
        kind: "smtp",
        host: "127.0.0.1",
        port: 25,
        tls: "none",
        user: "",
        from: "a@example.com",
        allowedRecipients: [],
        anyRecipient: true,
      },
      secret: "",
    });
    const mail = (key: string, runId = "r1") => ({ workspaceId, connectionId, runId, key });
    const limits = { perHour: 5, perRun: 3 };
    const meter = mailMeterStore(server.db);
    // Two runners, each with a meter of its own, at the same time.
    const other = mailMeterStore(server.db);
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, at) => (at % 2 ? meter : other).note(mail(`k${at}`), limits)),
    );
    expect(ends.filter((end) => end === null)).toHaveLength(3);
    expect(ends.filter((end) => end !== null)).toEqual(Array(5).fill({ full: "run" }));
    const [noted] = await server.db.sentMail.findMany();
    expect(await meter.note(mail(noted?.key ?? ""), limits)).toBeNull();
    await meter.note(mail("k10", "r2"), limits);
    await meter.note(mail("k11", "r2"), limits);
    const full = await meter.note(mail("k12", "r3"), limits);
    expect(full).toMatchObject({ full: "hour" });
    expect(full?.full === "hour" && full.freeInMs).toBeGreaterThan(3_000_000);
    await meter.forget(mail("k11", "r2"));
    expect(await meter.note(mail("k12", "r3"), limits)).toBeNull();
    await server.db.sentMail.updateMany({ data: { at: new Date(Date.now() - 3_700_000) } });
    expect(await meter.note(mail("k13", "r3"), limits)).toBeNull();
    await server.db.sentMail.updateMany({ data: { at: new Date(Date.now() - 100 * 86_400_000) } });
    await forgetOldMails(server.db);
    expect(await server.db.sentMail.count()).toBe(0);
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }, 120_000);
});
