import type { ASTNode } from "@marcbachmann/cel-js";
import { CelFailure } from "./failure.ts";
import { functionNames } from "./functions.ts";
import type { Overload } from "./overload.ts";
import { type Kind, kindWord } from "./value.ts";

/** The failure of a call of a function that isn't there. */
export function unknownFunction(name: string, asMethod: boolean, node: ASTNode): CelFailure {
  return new CelFailure({ kind: "unknown-function", name, there: functionNames(asMethod) }, node.start);
}

/** The failure of a call with values that no form of the function takes. */
export function wrongArguments(
  overloads: readonly Overload[],
  kinds: readonly Kind[],
  node: ASTNode,
): CelFailure {
  return new CelFailure(
    {
      kind: "arguments",
      name: overloads[0]?.name ?? "",
      takes: [...new Set(overloads.map(takesInWords))],
      kinds,
    },
    node.start,
  );
}

function takesInWords({ method, takes }: Overload): string {
  const words = takes.map((kind) => (kind === "any" ? "any value" : kindWord(kind)));
  const [receiver, ...rest] = words;
  if (!method) return words.join(" and ");
  return rest.length === 0
    ? `${receiver} before the dot`
    : `${receiver} before the dot and ${rest.join(" and ")}`;
}
