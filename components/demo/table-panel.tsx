import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { Panel } from "@/components/frame/panel.tsx";
import { WorkspaceLink } from "@/components/frame/workspace-link.tsx";
import { buttonClass } from "@/components/ui/button-class.ts";
import { Cell, HeadCell, Row, Table } from "@/components/ui/table.tsx";
import type { DemoCell, DemoPlace, DemoRows, DemoSystemRow } from "@/lib/views/demo.ts";
import { demoPath } from "./demo-path.ts";

type Props = { systems: DemoSystemRow[]; place: DemoPlace; rows: DemoRows; pageRows: number };

/** One page of a table as it stands in the system now. */
export function TablePanel({ systems, place, rows, pageRows }: Props) {
  const system = systems.find((each) => each.system === place.system);
  const numeric = rows.columns.map((_, at) => rows.rows.some((row) => typeof row[at] === "number"));
  const last = Math.min(place.offset + pageRows, rows.rowCount);
  return (
    <Panel
      flush
      title={
        <>
          {system?.name} <span className="text-ink-faint">›</span>{" "}
          <span className="figures text-12">{place.table}</span>
        </>
      }
      actions={
        <span className="flex items-center gap-2">
          <span className="figures text-12 text-ink-faint">
            {rows.rowCount === 0 ? "0" : `${place.offset + 1}–${last}`} of{" "}
            {rows.rowCount.toLocaleString("en")}
          </span>
          <Step
            label="Earlier rows"
            to={place.offset > 0 ? { ...place, offset: Math.max(0, place.offset - pageRows) } : null}
          >
            <ChevronLeft size={14} aria-hidden />
          </Step>
          <Step
            label="Later rows"
            to={last < rows.rowCount ? { ...place, offset: place.offset + pageRows } : null}
          >
            <ChevronRight size={14} aria-hidden />
          </Step>
        </span>
      }
    >
      <Table label={`Rows of ${place.table}`} className="max-h-96">
        <thead>
          <tr>
            {rows.columns.map((column, at) => (
              <HeadCell key={column} numeric={numeric[at]} className="figures">
                {column}
              </HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.rows.map((row) => (
            <Row key={JSON.stringify(row)}>
              {row.map((cell, column) => (
                <Cell
                  key={rows.columns[column]}
                  numeric={numeric[column]}
                  className="max-w-80 truncate whitespace-nowrap"
                  title={typeof cell === "string" ? cell : undefined}
                >
                  <CellText cell={cell} />
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

function CellText({ cell }: { cell: DemoCell }) {
  if (cell === null) return <span className="text-ink-faint">–</span>;
  return String(cell);
}

function Step({ label, to, children }: { label: string; to: DemoPlace | null; children: ReactNode }) {
  const look = `${buttonClass({ size: 28 })} w-7 px-0`;
  if (to === null)
    return (
      <button type="button" disabled aria-label={label} className={look}>
        {children}
      </button>
    );
  return (
    <WorkspaceLink href={demoPath(to)} scroll={false} aria-label={label} className={look}>
      {children}
    </WorkspaceLink>
  );
}
