const nanoPerDollar = 1_000_000_000;
const whole = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/**
 * Formats integer nano-dollars with the digits that matter: "$12.40", "$0.0041", "$0". `null` (no known price) is
 * "cost unknown", which is not zero.
 */
export function formatMoney(nanoDollars: number | null): string {
  if (nanoDollars === null) return "cost unknown";
  const sign = nanoDollars < 0 ? "−" : "";
  const dollars = Math.abs(nanoDollars) / nanoPerDollar;
  if (dollars === 0) return "$0";
  if (dollars < 0.000001) return `${sign}<$0.000001`;
  if (dollars >= 0.995) return `${sign}$${whole.format(dollars)}`;
  const digits = 1 - Math.floor(Math.log10(dollars));
  return `${sign}$${dollars.toFixed(digits)}`;
}
