import pg from "pg";
import { parseExact } from "../../../graph/exact-json.ts";
import { type Json, type JsonObject, jsonProblem } from "../../../graph/json.ts";

type Field = { name: string; dataTypeID: number };

/** Turns rows of PostgreSQL's texts into JSON, and keeps count of what had to stay text. */
export class PostgresRows {
  private digits = 0;
  private readonly problems = new Map<string, string>();

  row(row: Record<string, unknown>, fields: readonly Field[]): JsonObject {
    return Object.fromEntries(
      fields.map(({ name, dataTypeID }) => [name, this.cell(row[name], dataTypeID, name)]),
    );
  }

  /** What isn't as somebody would expect it, in sentences. */
  notes(): string[] {
    return [
      ...(this.digits === 0
        ? []
        : [
            `${this.digits} ${this.digits === 1 ? "number has" : "numbers have"} too many digits for a number here and came as text.`,
          ]),
      ...[...this.problems].map(
        ([name, problem]) => `The JSON of “${name}” is left as text: it has ${problem}.`,
      ),
    ];
  }

  /**
   * A cell by its type: a number where that keeps every digit that the database says, else its text, as for whole numbers
   * beyond 2^53 and for numerics with a fraction (`10.50`); JSON with its numbers exact; everything else as text.
   */
  private cell(value: unknown, typeId: number, name: string): Json {
    if (value === null || value === undefined) return null;
    const text = String(value);
    switch (typeId) {
      case pg.types.builtins.BOOL:
        return text === "t";
      case pg.types.builtins.INT2:
      case pg.types.builtins.INT4:
      case pg.types.builtins.INT8:
        return this.whole(text);
      case pg.types.builtins.NUMERIC:
        return /^-?\d+$/.test(text) ? this.whole(text) : text;
      case pg.types.builtins.FLOAT4:
      case pg.types.builtins.FLOAT8:
        return Number.isFinite(Number(text)) ? Number(text) : text;
      case pg.types.builtins.JSON:
      case pg.types.builtins.JSONB:
        return this.json(text, name);
      case pg.types.builtins.BYTEA:
        return `(${(text.length - 2) / 2} bytes)`;
      default:
        return text;
    }
  }

  private whole(text: string): Json {
    if (Number.isSafeInteger(Number(text))) return Number(text);
    this.digits += 1;
    return text;
  }

  private json(text: string, name: string): Json {
    const { value, kept } = parseExact(text);
    const problem = jsonProblem(value);
    if (problem !== null) {
      this.problems.set(name, problem);
      return text;
    }
    this.digits += kept;
    return value;
  }
}
