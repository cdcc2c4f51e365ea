import type { ObjectSchema } from "../json-schema.ts";
import { defaultLimits, defaultRetry } from "../new-node.ts";
import type { AgentNode, SupervisorNode } from "../node.ts";
import { factsFromRows, orderFacts } from "./order-facts.ts";
import { orderActions } from "./order-rules.ts";

const limits = (maxTurns: number, deadlineMs: number | null = null) => ({
  ...defaultLimits(),
  deadlineMs,
  maxTurns,
});
const thinking = (maxTurns: number) => ({
  models: [],
  limits: limits(maxTurns),
  retry: defaultRetry(),
  timeoutMs: 25_000,
});

/** The supervisor: it chooses who works next and has 30 seconds in all. */
export const orderDesk = (): SupervisorNode => ({
  id: "desk",
  kind: "supervisor",
  name: "Order desk",
  referenceName: "order_desk",
  description: "Decides who works next on the order, within 30 seconds.",
  instructions: `You lead a small team that solves exceptions of customer orders. You choose who works next; you never answer yourself.
First let the facts of the order be collected, then let it be decided what to do about them.
When the decision is there, have it written to the ERP and have the mail sent: both at once, in the same turn.
If a worker fails, go on with what there is. Finish with the references of all results as soon as the update and the mail are done.
Pass on what the person noted, if anything, as it stands.`,
  models: [],
  limits: limits(12, 30_000),
  retry: defaultRetry(),
  timeoutMs: 25_000,
});

const retrieval: AgentNode = {
  id: "retrieval",
  kind: "agent",
  name: "Data retrieval",
  referenceName: "data_retrieval",
  description: "Collects the facts of an order from ERP, WMS and TMS.",
  instructions: `Read the order in all three systems, in one turn, in parallel. Then answer with the facts exactly as they were read, without an opinion.
If the ERP gives no rows, the order is not found: its status is "unknown" and its texts are empty. Without a shipment, the shipment's status is "none" and its texts are empty.
List a system under "unavailable" only when reading it failed; no rows are an answer.`,
  ...thinking(6),
  output: orderFacts,
  simulatedReply: factsFromRows,
};

const text = (description: string) => ({ type: "string" as const, description });

const decisionOutput: ObjectSchema = {
  type: "object",
  properties: {
    action: { type: "string", enum: [...orderActions], description: "what to do, as the deciding rule says" },
    rule: text("name of the rule that decided"),
    headline: text("the outcome in a few words"),
    reason: text("why, in one or two sentences, with the facts that count"),
    subject: text("subject of the mail"),
    message: text("text of the mail without greeting and closing"),
    notify: { type: "string", enum: ["customer", "service desk"], description: "who gets the mail" },
  },
  required: ["action", "rule", "headline", "reason", "subject", "message", "notify"],
};

/** The first fired rule decides; a result without a known action, or no rule at all, goes to a person. */
const decisionFromRules = `cel.bind(top, size(results.order_rules.fired) > 0 ? dyn(results.order_rules.fired[0])
    : dyn({"name": "No rule fired", "result": "review: No rule fits order " + context.orderId + "; the service desk looks at it."}),
  cel.bind(action, top.result.split(":")[0] in [${orderActions.map((action) => `"${action}"`).join(", ")}]
      ? top.result.split(":")[0] : dyn("review"),
    cel.bind(reason, top.result.startsWith(action + ":") ? top.result.substring(size(action) + 1).trim() : top.result, {
      "action": action,
      "rule": top.name,
      "headline": context.orderId + ": " + top.name,
      "reason": reason + (has(context.note) && context.note != "" ? " Noted: " + context.note : ""),
      "subject": "Order " + context.orderId + ": " + top.name,
      "message": reason,
      "notify": action in ["none", "review", "ask", "finance"] ? "service desk" : "customer"
    })))`;

const decision: AgentNode = {
  id: "decision",
  kind: "agent",
  name: "Decision",
  referenceName: "decision",
  description: "Applies the business rules to the facts and words the outcome.",
  instructions: `Apply the rules once. The fired rule with the highest priority decides: its result begins with the action and a colon, and what follows is the reason.
Take action and reason from it; don't decide anything yourself. If no rule fired, the action is "review".
Word the headline, the reason and the mail in a friendly, factual way, in the past and present tense, without promising more than the rule says.
The mail goes to the customer, except for the actions none, review, ask and finance: those go to the service desk.`,
  ...thinking(4),
  output: decisionOutput,
  simulatedReply: decisionFromRules,
};

const action: AgentNode = {
  id: "action",
  kind: "agent",
  name: "Action",
  referenceName: "action",
  description: "Writes the decision back to the ERP.",
  instructions: `Write the decision to the order, once. Then say whether a row was changed and what was written, in one sentence.
No changed row means that the ERP has no such order: say so.`,
  ...thinking(4),
  output: {
    type: "object",
    properties: { changed: { type: "boolean" }, summary: text("what was written, in one sentence") },
    required: ["changed", "summary"],
  },
  simulatedReply: `has(results.update_order.held)
  ? {"changed": false, "summary": "Not written: this is a simulated run, and the ERP is no practice connection."}
  : results.update_order.changed > 0
    ? {"changed": true, "summary":
        (context.action in ["none", "review", "ask"] ? "Noted the outcome at order " : "Wrote “" + context.action + "” to order ")
        + context.orderId + " in the ERP."}
    : {"changed": false, "summary": "Nothing was changed: the ERP has no order " + context.orderId + "."}`,
};

const notification: AgentNode = {
  id: "notification",
  kind: "agent",
  name: "Notification",
  referenceName: "notification",
  description: "Drafts the mail from the decision and sends it.",
  instructions: `Draft the mail from the subject and the message you received: keep every fact, make it short and friendly, add nothing. Send it once. Then say in one sentence who was written to and about what.`,
  ...thinking(4),
  output: {
    type: "object",
    properties: {
      to: text("who was written to"),
      subject: text("about what"),
      summary: text("one sentence"),
    },
    required: ["to", "subject", "summary"],
  },
  simulatedReply: `{
  "to": context.to,
  "subject": context.subject,
  "summary": "Wrote to " + context.name + " (" + context.to + "): " + context.subject + "."
}`,
};

/** The four workers of the order exception. */
export const orderWorkers = (): AgentNode[] => [retrieval, decision, action, notification];
