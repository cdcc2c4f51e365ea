/** How long an opened connection is reused, ms: another process may change or remove it. */
const KEPT_MS = 1_000;

/**
 * Opened connections of workspaces, kept briefly so that calls in quick succession don't all query the database.
 * `open` finds one and opens its secret.
 */
export class OpenedConnections<Connection> {
  private readonly open: (workspaceId: string, id: string | null) => Promise<Connection | null>;
  private readonly kept = new Map<string, Map<string | null, Promise<Connection | null>>>();

  constructor(open: (workspaceId: string, id: string | null) => Promise<Connection | null>) {
    this.open = open;
  }

  /** The workspace's connection as of at most a second ago; null when there is none. */
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

  /**
   * Forgets the workspace's connections, which were changed in this process, so that the next call reads them
   * again.
   */
  forget(workspaceId: string): void {
    this.kept.delete(workspaceId);
  }
}
