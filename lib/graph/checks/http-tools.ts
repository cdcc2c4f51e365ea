import { bodyKind, jsonTemplate } from "../http-body.ts";
import { headerProblem } from "../http-header.ts";
import { isInnerLiteral, isInnerName } from "../inner-host.ts";
import type { Issue } from "../issue.ts";
import type { ToolNode } from "../node.ts";
import { templateParts } from "../template.ts";
import type { HttpTool } from "../tool.ts";
import { type Check, called } from "./check.ts";

/** Reports at drawing time why a tool's HTTP request would be refused at run time. */
export const httpTools: Check = (index) =>
  index.graph.nodes.flatMap((node): Issue[] =>
    node.kind === "tool" && node.tool.type === "http"
      ? [...urlIssues(node, node.tool), ...headerIssues(node, node.tool), ...bodyIssues(node, node.tool)]
      : [],
  );

/** Checks the host where the template spells it out. */
function urlIssues(node: ToolNode, { url }: HttpTool): Issue[] {
  const [, scheme, authority = ""] = /^\s*([a-z][a-z0-9+.-]*):\/\/([^/?#\\]*)/i.exec(url) ?? [];
  if (scheme === undefined) return [];
  const at = { nodeId: node.id, field: ["tool", "url"] };
  if (!/^https?$/i.test(scheme))
    return [
      {
        ...at,
        code: "url-refused",
        severity: "error",
        message: `${called(node)} calls ${scheme}://, and only http:// and https:// can be called.`,
      },
    ];
  if (authority.includes("@"))
    return [
      {
        ...at,
        code: "url-refused",
        severity: "error",
        message: `The URL of ${called(node)} has a user or a password in it. Put the secret into a connection of the kind “HTTP service”.`,
      },
    ];
  const whole = `${scheme}://${authority}/`;
  if (authority.includes("{{") || !URL.canParse(whole)) return [];
  const { hostname } = new URL(whole);
  const isLiteral = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  if (isLiteral ? !isInnerLiteral(hostname) : !isInnerName(hostname)) return [];
  return [
    {
      ...at,
      code: "inner-address",
      severity: "warning",
      message: `${called(node)} calls ${hostname}, which is on a private network or this machine. Tools reach it only if Tutti is started with TUTTI_ALLOW_ADDRESSES=${hostname.replace(/^\[|\]$/g, "")}.`,
    },
  ];
}

function headerIssues(node: ToolNode, { headers }: HttpTool): Issue[] {
  return headers.flatMap(({ id, name }): Issue[] => {
    const problem = name.trim() === "" ? null : headerProblem(name);
    if (problem === null) return [];
    const path = ["tool", "headers", id ?? name];
    return [
      {
        code: "header-refused",
        severity: "error",
        nodeId: node.id,
        field: [...path, "name"],
        message: `${called(node)}: ${problem}`,
        fix: {
          label: `Remove the header “${name}”`,
          edits: [{ type: "node-change", id: node.id, path }],
        },
      },
    ];
  });
}

/** A body declared as JSON must be JSON, whatever the values are. */
function bodyIssues(node: ToolNode, { method, headers, body }: HttpTool): Issue[] {
  if (method === "GET" || body.trim() === "") return [];
  const type = headers.find(({ name }) => name.trim().toLowerCase() === "content-type")?.value;
  if (type?.includes("{{")) return [];
  const kind = bodyKind(type, body);
  const at = { nodeId: node.id, field: ["tool", "body"], severity: "error" as const };
  if (kind === "multipart" && templateParts(body).some((part) => "expression" in part))
    return [
      {
        ...at,
        code: "body-refused",
        message: `${called(node)} sends a body in parts, which can't hold values. Send JSON or a form.`,
      },
    ];
  if (kind !== "json") return [];
  const read = jsonTemplate(body);
  return read.ok
    ? []
    : [
        {
          ...at,
          code: "body-refused",
          message: `The body of ${called(node)} is to be JSON, and it is none (${read.message}). Correct it, or set the header Content-Type to what it is.`,
        },
      ];
}
