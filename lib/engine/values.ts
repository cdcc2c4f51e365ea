import type { Json } from "../graph/json.ts";
import { cutText } from "../graph/text-cut.ts";
import { INLINE_LIMIT, PREVIEW_LENGTH, type Value } from "../run/value.ts";
import type { Blob, Crypto, Lease, Log } from "./ports.ts";

const CACHED_BYTES = 16 * 1024 * 1024;
/** JSON of fewer characters is parsed as quickly as it is found. */
const QUICK = 500;
const encoder = new TextEncoder();

/**
 * Makes a run's values and reads them back. Blobs wait in `unsaved` until the event that refers to them is appended;
 * each is handed over once, however often its text comes up.
 */
export class Values {
  unsaved: Blob[] = [];
  private readonly run: Pick<Lease, "runId" | "workspaceId">;
  private readonly log: Pick<Log, "blob">;
  private readonly crypto: Pick<Crypto, "mac">;
  private readonly handedOver = new Set<string>();
  private readonly cache = new Map<string, string>();
  private readonly parsed = new Map<string, Json>();
  private cachedBytes = 0;

  constructor(
    run: Pick<Lease, "runId" | "workspaceId">,
    log: Pick<Log, "blob">,
    crypto: Pick<Crypto, "mac">,
  ) {
    this.run = run;
    this.log = log;
    this.crypto = crypto;
  }

  /** A value for `json`; what is too large for an event goes to `unsaved`. */
  put(json: Json): Value {
    return this.putText(JSON.stringify(json), typeof json === "string" ? json : undefined);
  }

  private putText(text: string, plain = text): Value {
    const bytes = encoder.encode(text).length;
    const hash = this.crypto.mac(this.run.workspaceId, text);
    if (bytes <= INLINE_LIMIT) return { hash, bytes, inline: text };
    if (!this.handedOver.has(hash)) {
      this.handedOver.add(hash);
      this.unsaved.push({ hash, content: text });
      this.remember(hash, text);
    }
    return { hash, bytes, preview: cutText(plain, PREVIEW_LENGTH) };
  }

  /** The JSON text of a value. Throws when its blob is not in the store any more. */
  async text(value: Value): Promise<string> {
    if (value.inline !== undefined) return value.inline;
    const known = this.cache.get(value.hash);
    if (known !== undefined) return known;
    const { runId } = this.run;
    const stored = await this.log.blob(runId, value.hash);
    if (stored === null) throw new Error(`run ${runId}: the value ${value.hash} is not stored any more`);
    this.remember(value.hash, stored);
    return stored;
  }

  /**
   * The JSON of a value, which is not to be changed: what is not quite short is parsed once, as a list may be read for each
   * of its items.
   */
  async json(value: Value): Promise<Json> {
    const { inline, hash } = value;
    if (inline !== undefined && inline.length < QUICK) return JSON.parse(inline);
    const known = this.parsed.get(hash);
    if (known !== undefined) return known;
    const text = await this.text(value);
    if (inline !== undefined) this.remember(hash, text);
    const json: Json = JSON.parse(text);
    this.parsed.set(hash, json);
    return json;
  }

  private remember(hash: string, text: string) {
    if (this.cachedBytes > CACHED_BYTES) {
      this.cache.clear();
      this.parsed.clear();
      this.cachedBytes = 0;
    }
    this.cache.set(hash, text);
    this.cachedBytes += text.length;
  }
}
