/** How long a connection that was opened serves further calls, ms: another process may change or remove it. */
const KEPT_MS = 1_000;

/**
 * Opened connections of workspaces, kept for a moment so that calls in quick succession don't each ask the database.
 * `open` finds one and opens its secret.
 */
export class OpenedConnections<Connection> {
  private readonly open: (workspaceId: string, id: string | null) => Promise<Connection | null>;
  private readonly kept = new Map<string, Map<string | null, Promise<Connection | null>>>();

  constructor(open: (workspaceId: string, id: string | null) => Promise<Connection | null>) {
    this.open = open;
  }

  /** The workspace's connection as it was at most a second ago; null when there is none. */
  of(workspaceId: string, id: string | null): Promise<Connection | null> {
    const ours = this.kept.get(workspaceId) ?? new Map<string | null, Promise<Connection | null>>();
    this.kept.set(workspaceId, ours);
    const known = ours.get(id);
    if (known !== undefined) return known;
    const opening = this.open(workspaceId, id);
    ours.set(id, opening);
    const drop = () => {
      if (ours.get(id) === opening) ours.delete(id);
      if (ours.size === 0 && this.kept.get(workspaceId) === ours) this.kept.delete(workspaceId);
    };
    setTimeout(drop, KEPT_MS).unref();
    opening.catch(drop);
    return opening;
  }

  /** The next call asks anew: something about the workspace's connections was changed here. */
  forget(workspaceId: string): void {
    this.kept.delete(workspaceId);
  }
}
