import type { MailLimits } from "../../graph/mail-limits.ts";

/** What every stored connection tells a tool. `practice`: its effects may happen in simulated runs. */
interface Stored {
  id: string;
  name: string;
  practice: boolean;
  /** Taken offline by a person: every call is refused until it is put back. */
  offline: boolean;
}

/** An SQLite file that exists; never one of Tutti's own. */
export interface SqliteConnection extends Stored {
  kind: "sqlite";
  file: string;
}

/** A PostgreSQL database, as `postgres://user:password@host:port/database?sslmode=…`; the whole URL is a secret. */
export interface PostgresConnection extends Stored {
  kind: "postgres";
  url: string;
}

/**
 * A system of the demo company in Tutti's own PostgreSQL, under a role that may use that system's schema alone. Only Tutti
 * makes such a connection: it is the one door to a database that is otherwise refused.
 */
export interface DemoConnection extends Stored {
  kind: "demo";
  url: string;
}

/**
 * A mail server. `tls`: "implicit" from the first byte (usually port 465), "required" by STARTTLS, "none" for a server
 * on the same machine. `allowedRecipients` are addresses or `@domain`; an empty list allows everybody.
 */
export interface SmtpConnection extends Stored {
  kind: "smtp";
  host: string;
  port: number;
  tls: "implicit" | "required" | "none";
  user: string | null;
  password: string | null;
  from: string;
  allowedRecipients: string[];
  limits: MailLimits;
}

/** An HTTP service: the header with its secret goes to `origin` (`https://api.example.com`) and nowhere else. */
export interface HttpConnection extends Stored {
  kind: "http";
  origin: string;
  secretHeader: { name: string; value: string } | null;
}

/** A connection with its secret decrypted, for the length of one call. */
export type ToolConnection =
  | SqliteConnection
  | PostgresConnection
  | DemoConnection
  | SmtpConnection
  | HttpConnection;

/** Finds a connection of the workspace and decrypts its secret; null when the workspace has no such connection. */
export type OpenConnection = (workspaceId: string, connectionId: string) => Promise<ToolConnection | null>;
