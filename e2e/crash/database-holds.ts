import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

const SETUP = `
  create table crash_hold (lock int primary key, run_id text not null, what text not null, pattern text not null);
  create function crash_hold() returns trigger language plpgsql as $$
  declare
    events text := to_jsonb(new) ->> 'payload';
    held int;
  begin
    select lock into held from crash_hold
    where run_id in ('*', coalesce(to_jsonb(new) ->> 'run_id', to_jsonb(new) ->> 'id'))
      and case when events is null then what = 'renew'
        else events like '%"type":"' || what || '"%' and events like pattern end
    limit 1;
    if found then perform pg_advisory_xact_lock(7777, held); end if;
    return new;
  end $$;
  create trigger crash_hold before insert on run_event for each row execute function crash_hold();
  create trigger crash_hold before update on run_head for each row
    when (new.last_seq = old.last_seq and new.epoch = old.epoch and new.status = 'running' and old.status = 'running')
    execute function crash_hold();`;

const TESTS_OWN = "crash-test";

/** The database's address for the test itself, whose sessions are not cut. */
export function testsOwn(url: string): string {
  const own = new URL(url);
  own.searchParams.set("application_name", TESTS_OWN);
  return own.href;
}

/** A statement of Tutti's that stands still inside the database. */
export type Stopped = {
  /** Lets it go on: it commits, whether or not its client still lives. */
  commit(): Promise<void>;
  /** Ends its session: nothing of it has happened. */
  rollBack(): Promise<void>;
};

/**
 * Stops Tutti's own statements inside a test's database, by triggers and locks that the test puts there: events of a type
 * on their way into the log, renewals of a lease ("renew"), and whatever touches a table that the test has locked.
 */
export class DatabaseHolds {
  private readonly client: pg.Client;
  private readonly locker: pg.Client;
  private locks = 0;

  static async open(url: string): Promise<DatabaseHolds> {
    const open = () => new pg.Client({ connectionString: testsOwn(url) });
    const [client, locker] = [open(), open()];
    for (const each of [client, locker]) {
      await each.connect();
      // A restart of the database, as some tests do it, ends these sessions too.
      each.on("error", () => {});
    }
    if (!(await client.query("select to_regclass('crash_hold') as known")).rows[0]?.known)
      await client.query(SETUP);
    return new DatabaseHolds(client, locker);
  }

  private constructor(client: pg.Client, locker: pg.Client) {
    this.client = client;
    this.locker = locker;
  }

  /**
   * Will stop the run's next append with an event of this type that is like `pattern`, or any run's with the id "*";
   * `reached` settles once it stands still.
   */
  async hold(runId: string, what: string, pattern = "%"): Promise<{ reached(): Promise<Stopped> }> {
    const lock = ++this.locks;
    await this.client.query("select pg_advisory_lock(7777, $1)", [lock]);
    await this.client.query("insert into crash_hold values ($1, $2, $3, $4)", [lock, runId, what, pattern]);
    const open = async () => {
      await this.client.query("delete from crash_hold where lock = $1", [lock]);
      await this.client.query("select pg_advisory_unlock(7777, $1)", [lock]);
    };
    return {
      reached: async () => {
        const waits = "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted";
        const pid = await this.until(waits, [lock]);
        return {
          commit: open,
          rollBack: async () => {
            await this.client.query("select pg_terminate_backend($1)", [pid]);
            await open();
          },
        };
      },
    };
  }

  /** Locks a table against everybody; `reached` settles once somebody waits for it. */
  async lockTable(table: string): Promise<{ reached(): Promise<unknown>; unlock(): Promise<void> }> {
    await this.locker.query("begin");
    await this.locker.query(`lock table "${table}" in access exclusive mode`);
    return {
      reached: () =>
        this.until("select pid from pg_locks where relation = $1::regclass and not granted", [`"${table}"`]),
      unlock: async () => {
        await this.locker.query("commit");
      },
    };
  }

  /** Cuts every session but the test's own; gives how many. */
  async cutAll(): Promise<number> {
    const { rowCount } = await this.client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name <> $1",
      [TESTS_OWN],
    );
    return rowCount ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all([this.client.end(), this.locker.end()]);
  }

  private async until(sql: string, values: unknown[]): Promise<unknown> {
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      const { rows } = await this.client.query<{ pid: unknown }>(sql, values);
      if (rows[0]) return rows[0].pid;
      await wait(10);
    }
    throw new Error(`nothing stood still: ${sql} ${values}`);
  }
}
