import type { Graph } from "../graph.ts";
import type { GraphEdit } from "../graph-edit.ts";
import type { Issue, KnownConnection, Surroundings } from "../issue.ts";
import { modelsOf } from "../models-of.ts";
import { nearest } from "../nearest.ts";
import type { ModelChoice } from "../node.ts";
import { type Check, called } from "./check.ts";

/** For real runs: checks that a model connection exists, is not offline, and lists the chosen models. */
export const listedModels: Check = (index, surroundings) => {
  if (!surroundings) return [];
  const told = new Set<string>();
  return index.graph.nodes.flatMap((node): Issue[] => {
    if (node.kind !== "agent" && node.kind !== "supervisor") return [];
    return modelsOf(index.graph, node).flatMap(({ id, ...choice }): Issue[] => {
      // One problem for each model, not one for each agent that uses it.
      const key = JSON.stringify(choice);
      const problem =
        choice.model.trim() === "" || told.has(key) ? null : wrong(index.graph, choice, surroundings);
      if (!problem) return [];
      told.add(key);
      return [
        {
          severity: "warning",
          mode: "real",
          nodeId: node.id,
          field: id === null ? ["models"] : ["models", id, "model"],
          ...problem,
          message: problem.message.replace("{who}", called(node)),
        },
      ];
    });
  });
};

type Problem = Pick<Issue, "code" | "message" | "fix">;

function wrong(graph: Graph, choice: ModelChoice, surroundings: Surroundings): Problem | null {
  const models = surroundings.connections.filter(({ kind }) => kind === "model");
  const connection =
    choice.connectionId === null
      ? models.find(({ isDefault }) => isDefault)
      : models.find(({ id }) => id === choice.connectionId);
  // A chosen connection that does not exist is reported where it is chosen, and that there is none at all beside
  // the switch for real runs.
  if (connection) return unlisted(graph, choice, connection);
  return choice.connectionId === null && models.length > 0
    ? {
        code: "no-connection",
        message: `No model connection is the default, so a real run can't ask ${choice.model} for {who}. Choose a connection for it, or make one the default on the connections page.`,
      }
    : null;
}

function unlisted(
  graph: Graph,
  choice: ModelChoice,
  { name, models = [], offline }: KnownConnection,
): Problem | null {
  if (offline && choice.connectionId === null)
    return {
      code: "connection-offline",
      message: `“${name}” is taken offline, so a real run can't ask ${choice.model} for {who} until it is back.`,
    };
  if (models.length === 0 || models.includes(choice.model)) return null;
  const instead = nearest(choice.model, models) ?? models[0];
  return {
    code: "model-not-listed",
    message: `“${name}” doesn't list the model ${choice.model}, which {who} uses; a real run may fail there.`,
    ...(instead !== undefined && {
      fix: { label: `Use ${instead} everywhere`, edits: everywhere(graph, choice, instead) },
    }),
  };
}

/** Chooses another model of the same connection wherever this one is chosen. */
function everywhere(graph: Graph, { connectionId, model }: ModelChoice, instead: string): GraphEdit[] {
  const isMeant = (one: ModelChoice) => one.model === model && one.connectionId === connectionId;
  const { defaultModel } = graph;
  return [
    ...(defaultModel && isMeant(defaultModel)
      ? [
          {
            type: "graph-change" as const,
            path: ["defaultModel"],
            value: { ...defaultModel, model: instead },
          },
        ]
      : []),
    ...graph.nodes.flatMap((node) =>
      node.kind === "agent" || node.kind === "supervisor"
        ? node.models.filter(isMeant).map(({ id }) => ({
            type: "node-change" as const,
            id: node.id,
            path: ["models", id, "model"],
            value: instead,
          }))
        : [],
    ),
  ];
}
