import { Database, Globe, ListChecks, type LucideIcon, Mail, PencilLine } from "lucide-react";
import { type KindLook, kindLooks } from "@/components/ui/kind-look.ts";
import type { GraphNode } from "@/lib/graph/node.ts";
import type { ToolType } from "@/lib/graph/tool.ts";

const tool = (Icon: LucideIcon, word: string): KindLook => ({ ...kindLooks.tool, Icon, word });

/** The look of each type of tool: the hue and shape of tools, an icon each. */
export const toolLooks: Record<ToolType, KindLook> = {
  sql: tool(Database, "Read from a database"),
  "sql-write": tool(PencilLine, "Write to a database"),
  rules: tool(ListChecks, "Rules"),
  email: tool(Mail, "Send mail"),
  http: tool(Globe, "Call a URL"),
};

/** The look of a node; a tool looks like its type. */
export function lookOf(node: GraphNode): KindLook {
  return node.kind === "tool" ? toolLooks[node.tool.type] : kindLooks[node.kind];
}
