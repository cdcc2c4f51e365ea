import { createPriceBook, type PriceBook } from "../../adapters/models/price-book.ts";
import { LIST_PRICES } from "../../adapters/models/price-list.ts";
import type { Database } from "../../adapters/store/database.ts";
import { patiently } from "../../adapters/store/transient.ts";
import type { Models } from "../../engine/ports.ts";
import type { KnownPrice } from "../../graph/known-price.ts";

/** How long a workspace's prices are cached, ms: another process may change them. */
const KEPT_MS = 10_000;
const TOKENS = 1e6;
const bundled = createPriceBook(LIST_PRICES);

/** The price books of workspaces; each contains only the workspace's own rows. */
export class OwnPrices {
  private readonly db: Database;
  private readonly books = new Map<string, { book: PriceBook; at: number }>();

  constructor(db: Database) {
    this.db = db;
  }

  async of(workspaceId: string): Promise<PriceBook> {
    const known = this.books.get(workspaceId);
    if (known !== undefined && performance.now() - known.at < KEPT_MS) return known.book;
    const rows = await patiently(() => this.db.priceRow.findMany({ where: { workspaceId } }));
    const book = createPriceBook(
      rows.map((row) => ({
        pattern: row.pattern,
        from: row.from.toISOString().slice(0, 10),
        input: Number(row.inputNanosPerMillion) / TOKENS,
        cachedInput: Number(row.cachedInputNanosPerMillion ?? row.inputNanosPerMillion) / TOKENS,
        output: Number(row.outputNanosPerMillion) / TOKENS,
        source: row.source,
      })),
    );
    this.books.set(workspaceId, { book, at: performance.now() });
    return book;
  }

  /** The workspace's own prices, followed by the bundled ones, as valid now; the first that fits a model counts. */
  async listed(workspaceId: string): Promise<KnownPrice[]> {
    const now = Date.now();
    return [...(await this.of(workspaceId)).known(now), ...bundled.known(now)];
  }

  /** Forgets a workspace's cached prices, so that the next call reads them again. */
  forget(workspaceId: string): void {
    this.books.delete(workspaceId);
  }
}

/** Models whose calls cost what their plan says or, where it says nothing, what the workspace's prices say. */
export function pricedBy(models: Models, prices: OwnPrices): Models {
  return {
    request: (call) => models.request(call),
    async complete(call, onText, signal) {
      const result = await models.complete(call, onText, signal);
      // The call was reserved at the plan's price, so it is settled at that. A price changed meanwhile applies to
      // later runs.
      if (call.price) return result;
      const book = await prices.of(call.workspaceId);
      const costNanos = book.cost(call.choice.model, result.usage, Date.now());
      return costNanos === null ? result : { ...result, costNanos };
    },
  };
}
