import { Duplex } from "node:stream";

/** Answers bytes of PostgreSQL's protocol. */
export type Answer = (ask: Uint8Array) => Promise<Uint8Array>;

// Backend messages: AuthenticationOk, then ReadyForQuery (idle). PGlite has no start-up of its own.
const STARTED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
const TERMINATE = 0x58;
/** Clears what the previous client left: its transaction, prepared statements, LISTENs, settings. */
const RESET = ["ROLLBACK", "DISCARD ALL"];

/** A simple-query message of the protocol. */
function queryMessage(sql: string): Buffer {
  const text = Buffer.from(`${sql}\0`);
  const head = Buffer.alloc(5);
  head.write("Q");
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}

/**
 * The socket of a `pg` client that talks to PGlite: what the client writes at once goes as one message, and it
 * reads what comes back. PGlite has one session for all clients, so a new client first clears what the previous one
 * left.
 */
export class PgliteStream extends Duplex {
  private started = false;
  private readonly answer: Answer;

  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }

  /** `pg` passes port and host. */
  connect(): this {
    process.nextTick(() => this.emit("connect"));
    return this;
  }

  // Socket options, which mean nothing here.
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.exchange(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.exchange(Buffer.concat(chunks.map(({ chunk }) => chunk))).then(() => done(), done);
  }

  override _final(done: (error?: Error) => void): void {
    done();
  }

  private async exchange(bytes: Buffer): Promise<void> {
    if (!this.started) {
      this.started = true;
      for (const sql of RESET) await this.answer(queryMessage(sql));
      this.push(STARTED);
    } else if (bytes[0] === TERMINATE) {
      this.push(null);
    } else {
      this.push(await this.answer(bytes));
    }
  }
}
