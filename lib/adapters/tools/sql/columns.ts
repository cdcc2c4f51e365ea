import { isRefusedKey } from "../../../graph/json.ts";
import { ToolProblem } from "../tool-problem.ts";

/** Throws when the columns of a result can't be the fields of an object: two of one name, or a name that no field may have. */
export function refuseColumns(names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new ToolProblem(
      "sql-error",
      `Two columns of the result are called “${twice}”, so one would hide the other. Name them with AS, as in: … AS ${/^\w+$/.test(twice) ? twice : "column"}_2.`,
    );
  const refused = names.find(isRefusedKey);
  if (refused !== undefined)
    throw new ToolProblem(
      "sql-error",
      `No field of a result may be called “${refused}”. Name that column with AS.`,
    );
}
