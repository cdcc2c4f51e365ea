"use client";

import { Trash2 } from "lucide-react";
import { Panel } from "@/components/frame/panel.tsx";
import { useMay } from "@/components/frame/workspace-context.ts";
import { ask } from "@/components/problem/refusal.ts";
import { IconButton } from "@/components/ui/icon-button.tsx";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { PriceRow } from "@/lib/views/price-row.ts";
import type { ConnectionActions } from "./connection-actions.ts";
import { PriceForm } from "./price-form.tsx";

type Actions = Pick<ConnectionActions, "addPrice" | "removePrice">;
type Props = {
  prices: { own: PriceRow[]; bundled: PriceRow[] };
  actions: Actions;
  onChanged: () => void;
};

/** What models cost: own prices, a form for another, and the ones that came with Tutti behind a fold. */
export function PricesPanel({ prices: { own, bundled }, actions, onChanged }: Props) {
  const changes = useMay("connections");
  const remove = async (id: string) => {
    const answer = await ask(() => actions.removePrice({ id }));
    if (answer.ok) onChanged();
    else toast.error("That did not work", { description: answer.message });
  };
  return (
    <Panel id="prices" title="Prices" flush>
      {own.length > 0 && <PriceTable label="Own prices" rows={own} {...(changes && { onRemove: remove })} />}
      <div className="p-4">
        <p className="mb-3 max-w-[68ch] text-ink-soft">
          What a run cost is counted with these, in US dollars for a million tokens. A model without a price
          has an unknown cost, never none. A price of your own goes before one that came with Tutti.
        </p>
        {changes && <PriceForm addPrice={actions.addPrice} onAdded={onChanged} />}
      </div>
      <details className="border-line border-t">
        <summary className="px-4 py-2 text-12 text-ink-soft hover:text-ink">
          {bundled.length} prices came with Tutti
        </summary>
        <PriceTable label="Prices that came with Tutti" rows={bundled} />
      </details>
    </Panel>
  );
}

type TableProps = { label: string; rows: PriceRow[]; onRemove?: (id: string) => void };

function PriceTable({ label, rows, onRemove }: TableProps) {
  return (
    <Table label={label} className="max-h-96">
      <thead>
        <tr>
          <HeadCell>Model</HeadCell>
          <HeadCell numeric>Input</HeadCell>
          <HeadCell numeric>Cached</HeadCell>
          <HeadCell numeric>Output</HeadCell>
          <HeadCell>Since</HeadCell>
          <HeadCell className="hidden md:table-cell">Source</HeadCell>
          {onRemove && (
            <HeadCell>
              <span className="sr-only">Remove</span>
            </HeadCell>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id ?? `${row.pattern} ${row.from}`}>
            <Cell className="figures whitespace-nowrap text-12">{row.pattern}</Cell>
            <Cell numeric>{usd(row.input)}</Cell>
            <Cell numeric>{usd(row.cachedInput)}</Cell>
            <Cell numeric>{usd(row.output)}</Cell>
            <Cell className="figures whitespace-nowrap text-12 text-ink-soft">{row.from}</Cell>
            <Cell
              className="hidden w-full max-w-0 truncate text-12 text-ink-faint md:table-cell"
              title={row.source}
            >
              {row.source}
            </Cell>
            {onRemove && (
              <Cell className="py-0 text-right">
                <IconButton
                  label={`Remove the price of ${row.pattern}`}
                  icon={<Trash2 size={14} aria-hidden />}
                  onClick={() => row.id !== null && onRemove(row.id)}
                />
              </Cell>
            )}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

const usd = (dollars: number) => `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
