import { hash } from "node:crypto";
import { resolve } from "node:path";
import { demoFiles } from "../adapters/demo/demo-files.ts";
import type { DemoStore } from "../adapters/demo/demo-store.ts";
import { createBossDispatch } from "../adapters/dispatch/boss-dispatch.ts";
import { createKeepAliveFetch, type Fetch } from "../adapters/models/keep-alive-fetch.ts";
import { createModels } from "../adapters/models/models.ts";
import { documentsPolicy } from "../adapters/outbound/outbound-guard.ts";
import type { Mask } from "../adapters/secrets/mask.ts";
import type { BackupEnd } from "../adapters/store/backup/backup-lines.ts";
import { writeBackup } from "../adapters/store/backup/write-backup.ts";
import type { Database } from "../adapters/store/database.ts";
import { demoSchemas } from "../adapters/store/demo/demo-schemas.ts";
import { createSqlLog } from "../adapters/store/log.ts";
import { openStore } from "../adapters/store/open-store.ts";
import { keepPrivate } from "../adapters/store/private-files.ts";
import { createRunIndex, type RunIndex } from "../adapters/store/run-index.ts";
import { createNoticeSender } from "../adapters/store/text-notices.ts";
import { patiently } from "../adapters/store/transient.ts";
import { tryWrite } from "../adapters/store/try-write.ts";
import { makeTools, type ToolMeans } from "../adapters/tools/perform-tool.ts";
import { sqlProcesses } from "../adapters/tools/sql/process-pool.ts";
import { checkSql, trySql } from "../adapters/tools/sql/try-sql.ts";
import type { Crypto, Dispatch, Log, Ports, Tools } from "../engine/ports.ts";
import { type Env, env } from "../env.ts";
import type { SqlCheck, SqlTrial, SqlTried } from "../graph/sql-trial.ts";
import { type Auth, createAuth } from "./accounts/auth.ts";
import { rememberQuirk } from "./connections/connection-quirks.ts";
import { mailMeterStore } from "./connections/mail-meter-store.ts";
import { openModelConnection, openToolConnection } from "./connections/open-connection.ts";
import { OpenedConnections } from "./connections/opened-connections.ts";
import { outboxStore } from "./connections/outbox-store.ts";
import { OwnPrices, pricedBy } from "./connections/own-prices.ts";
import { SecretMasks } from "./connections/secret-masks.ts";
import { LiveText } from "./live/live-text.ts";
import { bridgeLiveText } from "./live/live-text-bridge.ts";
import { ACCESS_CHANNEL, recheckAuthority } from "./live/stream-authority.ts";
import type { Runner } from "./runners/runner.ts";
import { systemClock } from "./system-clock.ts";
import { dataSecret } from "./upkeep/data-secret.ts";
import { type DiskRoom, watchDiskRoom } from "./upkeep/disk-room.ts";
import { checkSecret } from "./upkeep/secret-check.ts";
import { EDITS_CHANNEL, wakeFollowers } from "./workflows/edits-channel.ts";
import { keyedHash } from "./workspaces/keyed-hash.ts";

/** Everything that use cases reach beyond their arguments: one per process. */
export type Server = {
  db: Database;
  /** PGlite belongs to this process alone; a PostgreSQL may have many. */
  engine: "pglite" | "postgres";
  log: Log;
  /** What lists and statistics read of runs. */
  index: RunIndex;
  dispatch: Dispatch;
  live: LiveText;
  tools: Tools;
  /** Tries a statement while it is drawn, changing nothing. */
  trySql(workspaceId: string, trial: SqlTrial): Promise<SqlTried>;
  /** Why a database would refuse a statement; null where it would not, or nobody can tell. */
  checkSql(workspaceId: string, check: SqlCheck): Promise<string | null>;
  demo: DemoStore;
  crypto: Crypto;
  /** What `drive` touches; log, live text, tools and crypto above are among it. */
  ports: Ports;
  auth: Auth;
  ownPrices: OwnPrices;
  /** To be called when a workspace's connections were changed: the next call opens them anew. */
  connectionsChanged(workspaceId: string): void;
  /** What hides the secrets of a workspace's connections in whatever comes from outside. */
  maskOf(workspaceId: string): Promise<Mask>;
  /** For calls to model endpoints that the owner names. */
  fetch: Fetch;
  /** Absolute path of the data folder. */
  dataDir: string;
  /** Master secret that connections' secrets are sealed with. */
  secret: string;
  /** Whether there is room on the disk; no run is claimed while there is none. */
  room: DiskRoom;
  /** Writes a backup into a new file while runs go on. */
  backUp(file: string): Promise<BackupEnd>;
  /** The runner of this process, while there is one, and whether the process is ending. */
  here: { runner: Runner | null; draining: boolean; streams: AbortController };
  close(): Promise<void>;
};

/** What a server is opened on. */
export type Place = Pick<
  Env,
  "dataDir" | "databaseUrl" | "publicUrl" | "secret" | "newSecret" | "allowAddresses"
>;

// One for the process, whatever bundle asks and however often development reloads this module.
const shared = globalThis as { tuttiServer?: Promise<Server> | undefined };

/** The process's server, opened on first use; after a failure the next call tries again. */
export function server(): Promise<Server> {
  const given = env();
  if (given.building)
    throw new Error("`next build` must not open the database: a page has to await connection() first.");
  return shared.tuttiServer ?? openServer(given);
}

/** Opens the database in `place` and makes the result what `server()` gives, until it is closed. */
export function openServer(place: Place): Promise<Server> {
  const opening = open(place).catch((error) => {
    shared.tuttiServer = undefined;
    throw error;
  });
  shared.tuttiServer = opening;
  return opening;
}

async function open(place: Place): Promise<Server> {
  const dataDir = resolve(/* turbopackIgnore: true */ place.dataDir);
  const policy = documentsPolicy(place.allowAddresses);
  const told = keepPrivate(dataDir);
  if (told !== null) console.warn(told);
  const secret = dataSecret(dataDir, place.secret);
  const store = await openStore({ databaseUrl: place.databaseUrl, dataDir });
  const db = store.prisma;
  try {
    await checkSecret(db, secret, place.newSecret);
  } catch (error) {
    await store.close();
    throw error;
  }
  const demo =
    place.databaseUrl === undefined
      ? demoFiles(dataDir)
      : demoSchemas({ pool: store.pool, databaseUrl: place.databaseUrl, secret, dataDir });
  const keys = { db, secret, demo };
  const crypto: Crypto = { sha256: (text) => hash("sha256", text), mac: keyedHash(secret) };
  await store.notices.onChannel(ACCESS_CHANNEL, recheckAuthority);
  await store.notices.onChannel(EDITS_CHANNEL, wakeFollowers);
  const live = new LiveText();
  // The embedded database has one process, and so have its runs.
  const sender = place.databaseUrl === undefined ? null : createNoticeSender(place.databaseUrl);
  const bridge = sender && (await bridgeLiveText({ live, notices: store.notices, send: sender.send }));
  const followedElsewhere = (runId: string) => bridge?.isWatchedElsewhere(runId) ?? false;
  const log = createSqlLog({ ...store, followedElsewhere });
  const { fetch, close: closeFetch } = createKeepAliveFetch();
  // A call that was begun waits for a database that is away for a moment, rather than fail its run.
  const modelConnections = new OpenedConnections((workspaceId, id) =>
    patiently(() => openModelConnection(keys, workspaceId, id)),
  );
  const toolConnections = new OpenedConnections((workspaceId, id) =>
    id === null ? Promise.resolve(null) : patiently(() => openToolConnection(keys, workspaceId, id)),
  );
  const masks = new SecretMasks(db, secret);
  const maskOf = (workspaceId: string) => masks.of(workspaceId);
  const processes = sqlProcesses();
  const toolMeans: ToolMeans = {
    openConnection: (workspaceId, id) => toolConnections.of(workspaceId, id),
    maskOf,
    outbox: outboxStore(db),
    mailMeter: mailMeterStore(db),
    sqlProcesses: processes,
    outbound: { policy },
    ownDatabaseUrl: place.databaseUrl ?? null,
  };
  const tools = makeTools(toolMeans);
  const ownPrices = new OwnPrices(db);
  const connection = (workspaceId: string, id: string | null) => modelConnections.of(workspaceId, id);
  const connectionsChanged = (workspaceId: string) => {
    modelConnections.forget(workspaceId);
    toolConnections.forget(workspaceId);
    masks.forget(workspaceId);
  };
  const remember = rememberQuirk(db, connectionsChanged);
  const models = pricedBy(createModels({ connection, maskOf, remember, fetch }), ownPrices);
  const dispatch = await createBossDispatch(store);
  const room = await watchDiskRoom({
    folder: store.engine === "pglite" ? dataDir : null,
    tryWrite: () => tryWrite(store.pool),
  });
  return {
    db,
    engine: store.engine,
    log,
    index: createRunIndex(store.pool),
    dispatch,
    live,
    tools,
    trySql: (workspaceId, trial) => trySql(workspaceId, trial, toolMeans),
    checkSql: (workspaceId, check) => checkSql(workspaceId, check, toolMeans),
    demo,
    crypto,
    ports: { log, models, tools, live, crypto, clock: systemClock, admit: async () => null },
    auth: createAuth({ db, secret, dataDir, publicUrl: place.publicUrl }),
    ownPrices,
    connectionsChanged,
    maskOf,
    fetch,
    dataDir,
    secret,
    room,
    backUp: (file) => writeBackup({ ...store, dataDir }, file),
    here: { runner: null, draining: false, streams: new AbortController() },
    async close() {
      shared.tuttiServer = undefined;
      room.stop();
      bridge?.stop();
      await sender?.close();
      await dispatch.stop();
      processes.stop();
      closeFetch();
      await store.close();
    },
  };
}
