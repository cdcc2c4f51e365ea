import { createMask, type Mask } from "../../adapters/secrets/mask.ts";
import { secretsIn } from "../../adapters/secrets/secrets-in.ts";
import type { Database } from "../../adapters/store/database.ts";
import { patiently } from "../../adapters/store/transient.ts";
import { OpenedConnections } from "./opened-connections.ts";
import { openSecret } from "./secret-box.ts";

/** Masks for the secrets of all connections of a workspace, as of at most a second ago. */
export class SecretMasks {
  private readonly db: Database;
  private readonly master: string;
  private readonly kept: OpenedConnections<Mask>;
  /** Making a mask takes longer than reading the secrets, so a mask is kept while the secrets are the same. */
  private readonly made = new Map<string, { secrets: string; mask: Mask }>();

  constructor(db: Database, master: string) {
    this.db = db;
    this.master = master;
    this.kept = new OpenedConnections((workspaceId) => this.make(workspaceId));
  }

  async of(workspaceId: string): Promise<Mask> {
    // `make` always finds something.
    return (await this.kept.of(workspaceId, null)) as Mask;
  }

  forget(workspaceId: string): void {
    this.kept.forget(workspaceId);
  }

  private async make(workspaceId: string): Promise<Mask> {
    const rows = await patiently(() =>
      this.db.connection.findMany({
        where: { workspaceId, secret: { not: null } },
        select: { id: true, secret: true },
        orderBy: { id: "asc" },
      }),
    );
    const secrets = rows.flatMap(({ id, secret }) => this.open(workspaceId, id, secret));
    const key = JSON.stringify(secrets);
    const before = this.made.get(workspaceId);
    if (before?.secrets === key) return before.mask;
    const mask = createMask(secrets.flatMap(secretsIn));
    this.made.set(workspaceId, { secrets: key, mask });
    return mask;
  }

  /** No call can use a secret that can't be opened, so it needs no mask. */
  private open(workspaceId: string, record: string, sealed: Uint8Array | null): string[] {
    try {
      return sealed === null
        ? []
        : [openSecret(this.master, { workspaceId, record, field: "secret" }, sealed)];
    } catch {
      return [];
    }
  }
}
