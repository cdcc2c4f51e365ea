/** What came of the cycles at one kill point. */
type Row = { cycles: number; takeovers: number[]; lost: number; refused: number; violations: number };

/** Counts cycles by kill point and prints them as one table. */
export class Tally {
  private readonly rows = new Map<string, Row>();
  private readonly engine: string;

  constructor(engine: string) {
    this.engine = engine;
  }

  /** The row of a kill point, to be added to. */
  at(point: string): Row {
    const row = this.rows.get(point) ?? { cycles: 0, takeovers: [], lost: 0, refused: 0, violations: 0 };
    this.rows.set(point, row);
    return row;
  }

  /** All takeover times, ms, in order of size. */
  takeovers(): number[] {
    return [...this.rows.values()].flatMap((row) => row.takeovers).sort((a, b) => a - b);
  }

  table(): string {
    const head = `| ${this.engine}: kill point | cycles | takeovers | p50 s | p95 s | max s | calls in flight, made again | refused writes | violations |`;
    const lines = [...this.rows].map(([point, row]) => this.line(point, row));
    const all = [...this.rows.values()];
    const sum = (of: (row: Row) => number) => all.reduce((total, row) => total + of(row), 0);
    const total = this.line("all", {
      cycles: sum((row) => row.cycles),
      takeovers: this.takeovers(),
      lost: sum((row) => row.lost),
      refused: sum((row) => row.refused),
      violations: sum((row) => row.violations),
    });
    return [head, "|---|---|---|---|---|---|---|---|---|", ...lines, total].join("\n");
  }

  private line(point: string, row: Row): string {
    const times = [...row.takeovers].sort((a, b) => a - b);
    const shown = [0.5, 0.95, 1].map((share) => {
      const at = quantile(times, share);
      return at === null ? "–" : (at / 1000).toFixed(1);
    });
    return `| ${[point, row.cycles, times.length, ...shown, row.lost, row.refused, row.violations].join(" | ")} |`;
  }
}

/** The value below which `share` of the sorted values lie; null of none. */
export function quantile(sorted: number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null;
}
