import type { ReactNode } from "react";
import { formatMoney } from "@/lib/run/format-money.ts";
import { classNames } from "./class-names.ts";
import { formatBytes } from "./format-bytes.ts";
import { formatDuration } from "./format-duration.ts";
import { formatCount, formatExactCount, formatTokens } from "./format-tokens.ts";

type Look = { className?: string };

/**
 * An amount of money from integer nano-dollars; `null` reads "cost unknown", or "unknown" where a heading says already
 * that it is a cost (`label={false}`). An estimate is marked with "≈".
 */
export function Money({
  nanoDollars,
  estimated = false,
  label = true,
  className,
}: Look & { nanoDollars: number | null; estimated?: boolean; label?: boolean }) {
  if (nanoDollars === null)
    return (
      <span
        title="No price is known"
        className={classNames("whitespace-nowrap font-sans text-ink-faint", className)}
      >
        {label ? "cost unknown" : "unknown"}
      </span>
    );
  return (
    <Figure className={className} title={estimated ? "Estimated: the reply had no usage" : undefined}>
      {estimated ? "≈ " : ""}
      {formatMoney(nanoDollars)}
    </Figure>
  );
}

/** A length of time in ms, two largest units. */
export function Duration({ ms, className }: Look & { ms: number }) {
  return <Figure className={className}>{withUnits(formatDuration(ms))}</Figure>;
}

/** A size in bytes, exact on hover. */
export function ByteSize({ bytes, className }: Look & { bytes: number }) {
  return (
    <Figure className={className} title={`${formatExactCount(bytes)} bytes`}>
      {withUnits(formatBytes(bytes))}
    </Figure>
  );
}

/** A number of tokens, exact on hover; `unit={false}` where a heading says tokens already. */
export function TokenCount({
  count,
  unit = true,
  estimated = false,
  className,
}: Look & { count: number; unit?: boolean; estimated?: boolean }) {
  const word = count === 1 ? "token" : "tokens";
  return (
    <Figure
      className={className}
      title={`${formatExactCount(count)} ${word}${estimated ? ", estimated: the reply had no usage" : ""}`}
    >
      {estimated ? "≈ " : ""}
      {withUnits(unit ? formatTokens(count) : formatCount(count))}
    </Figure>
  );
}

/** Digits in mono, so that they stand under each other; units in sans, where a space is not as wide as a digit. */
function Figure({ className, title, children }: Look & { title?: string; children: ReactNode }) {
  return (
    <span title={title} className={classNames("figures whitespace-nowrap", className)}>
      {children}
    </span>
  );
}

function withUnits(text: string): ReactNode[] {
  return text.split(/([a-zA-Z ]+)/).map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <span key={place} className="font-sans">
        {part}
      </span>
    ),
  );
}
