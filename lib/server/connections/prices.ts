import { z } from "zod";
import type { Price } from "../../adapters/models/price-book.ts";
import { LIST_PRICES } from "../../adapters/models/price-list.ts";
import type { KnownPrice } from "../../graph/known-price.ts";
import type { PriceRow } from "../../views/price-row.ts";
import type { Viewer } from "../accounts/viewer.ts";
import { AppError, notFound } from "../app-error.ts";
import { server } from "../ports.ts";
import { audit } from "../workspaces/audit.ts";

const Usd = z.number().min(0).max(100_000);

export const NewPrice = z.strictObject({
  pattern: z.string().trim().min(1, "Enter a model's name; * stands for anything.").max(200),
  from: z.iso.date("Enter a day such as 2026-11-20."),
  input: Usd,
  cachedInput: Usd,
  output: Usd,
});
export type NewPrice = z.infer<typeof NewPrice>;

const NANOS_PER_USD = 1e9;

/** The workspace's own prices, which come first, and those that came with the app. */
export async function listPrices(viewer: Viewer): Promise<{ own: PriceRow[]; bundled: PriceRow[] }> {
  const { db } = await server();
  const rows = await db.priceRow.findMany({
    where: { workspaceId: viewer.workspaceId },
    orderBy: [{ pattern: "asc" }, { from: "desc" }],
  });
  const usd = (nanos: bigint) => Number(nanos) / NANOS_PER_USD;
  const own = rows.map((row) => ({
    id: row.id,
    pattern: row.pattern,
    from: row.from.toISOString().slice(0, 10),
    input: usd(row.inputNanosPerMillion),
    cachedInput: usd(row.cachedInputNanosPerMillion ?? row.inputNanosPerMillion),
    output: usd(row.outputNanosPerMillion),
    source: row.source,
  }));
  return { own, bundled: LIST_PRICES.map(bundled) };
}

/** Current prices of models for the workspace, as needed for checking a drawing. */
export async function knownPrices(viewer: Viewer): Promise<KnownPrice[]> {
  const { ownPrices } = await server();
  return ownPrices.listed(viewer.workspaceId);
}

/** Adds a price of the workspace's own, valid for calls from its day on. */
export async function addPrice(viewer: Viewer<"connections">, price: NewPrice): Promise<{ id: string }> {
  const { db, ownPrices } = await server();
  const { workspaceId } = viewer;
  const from = new Date(`${price.from}T00:00:00Z`);
  const same = await db.priceRow.count({ where: { workspaceId, pattern: price.pattern, from } });
  if (same > 0)
    throw new AppError(
      "CONFLICT",
      `There is a price for ${price.pattern} from this day on: remove it first.`,
      {
        fields: { pattern: "This model has a price from this day on." },
      },
    );
  const nanos = (usd: number) => BigInt(Math.round(usd * NANOS_PER_USD));
  const { id } = await db.$transaction(async (tx) => {
    const made = await tx.priceRow.create({
      data: {
        workspaceId,
        pattern: price.pattern,
        from,
        inputNanosPerMillion: nanos(price.input),
        cachedInputNanosPerMillion: nanos(price.cachedInput),
        outputNanosPerMillion: nanos(price.output),
        source: `Entered by ${viewer.name}`,
      },
    });
    const { pattern, ...after } = price;
    await audit(tx, viewer, { what: "price-make", about: { id: made.id, name: pattern }, after });
    return made;
  });
  ownPrices.forget(workspaceId);
  return { id };
}

/** Removes a price of the workspace's own; costs already recorded do not change. */
export async function removePrice(viewer: Viewer<"connections">, id: string): Promise<{ id: string }> {
  const { db, ownPrices } = await server();
  const own = { id, workspaceId: viewer.workspaceId };
  await db.$transaction(async (tx) => {
    const row = await tx.priceRow.findFirst({ where: own });
    const { count } = await tx.priceRow.deleteMany({ where: own });
    if (row === null || count === 0) throw notFound("price");
    const before = { from: row.from.toISOString().slice(0, 10) };
    await audit(tx, viewer, { what: "price-remove", about: { id, name: row.pattern }, before });
  });
  ownPrices.forget(viewer.workspaceId);
  return { id };
}

/** The book counts nano-dollars per token; a thousand of these are a dollar per million tokens. */
function bundled({ pattern, from, input, cachedInput, output, source }: Price): PriceRow {
  const usd = (nanosPerToken: number) => nanosPerToken / 1_000;
  return {
    id: null,
    pattern,
    from,
    input: usd(input),
    cachedInput: usd(cachedInput),
    output: usd(output),
    source,
  };
}
