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
  timeoutMs: 20_000,
});

/** What is read may take so long from the beginning of the run; then the desk begins with what there is. */
const READ_WITHIN_MS = 8_000;

/** From its beginning to its end, a run takes so long at most. */
const RUN_WITHIN_MS = 30_000;

/**
 * The supervisor: it chooses who works next. It waits for the input and for one word of each system, which for the TMS may
 * be that dispatch was asked.
 */
export const orderDesk = (): SupervisorNode => ({
  id: "desk",
  kind: "supervisor",
  name: "Order desk",
  referenceName: "order_desk",
  description: "Decides who works next on the order, so that all is done within 30 seconds.",
  instructions: `You lead a small team that solves exceptions of customer orders. You choose who works next; you never answer yourself.
You receive what was read of the order in the ERP, the WMS and the TMS. A system that is missing could not be read; go on without it.
First let the facts of the order be put together, then let it be decided what to do about them.
When the decision is there, have it written to the ERP and have the mail sent: both at once, in the same turn.
If a worker fails, go on with what there is. Finish with the references of all results as soon as the update and the mail are done.
Pass on what the person noted, if anything, as it stands.`,
  models: [],
  limits: limits(12, RUN_WITHIN_MS - READ_WITHIN_MS),
  retry: defaultRetry(),
  timeoutMs: 20_000,
  join: { needs: 4, withinMs: READ_WITHIN_MS },
});

const retrieval: AgentNode = {
  id: "retrieval",
  kind: "agent",
  name: "Data retrieval",
  referenceName: "data_retrieval",
  description: "Puts the facts of an order together from what the ERP, the WMS and the TMS said.",
  instructions: `You receive the rows that were read of an order: "erp", "wms" and "tms". Answer with the facts exactly as they were read, without an opinion.
If the ERP has no rows, the order is not found: its status is "unknown" and its texts are empty. Without a shipment, the shipment's status is "none" and its texts are empty.
A system that you received nothing of could not be read: list it under "unavailable" as ERP, WMS or TMS. No rows are an answer.`,
  ...thinking(4),
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
      "reason": reason + (has(context.escalation) ? " " + context.escalation : "")
        + (has(context.note) && context.note != "" ? " Noted: " + context.note : ""),
      "subject": "Order " + context.orderId + ": " + top.name,
      "message": reason + (has(context.escalation) ? " " + context.escalation : ""),
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
If you receive an escalation, it belongs into the reason and the mail as it stands.
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
No changed row means that the ERP has no such order: say so. If writing failed, say that nothing was written, and why.`,
  ...thinking(4),
  output: {
    type: "object",
    properties: { changed: { type: "boolean" }, summary: text("what was written, in one sentence") },
    required: ["changed", "summary"],
  },
  simulatedReply: `size(failures) > 0
  ? {"changed": false, "summary": "Not written: " + failures[0].message}
  : has(results.update_order.held)
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
  instructions: `Draft the mail from the subject and the message you received: keep every fact, make it short and friendly, add nothing. Send it once. Then say in one sentence who was written to and about what.
If it could not be sent, say so, and why; don't send it again.`,
  ...thinking(4),
  output: {
    type: "object",
    properties: {
      to: text("who was written to"),
      subject: text("about what"),
      sent: { type: "boolean", description: "whether the mail was sent" },
      summary: text("one sentence"),
    },
    required: ["to", "subject", "sent", "summary"],
  },
  simulatedReply: `{
  "to": context.to,
  "subject": context.subject,
  "sent": size(failures) == 0 && !has(results.send_mail.held),
  "summary": size(failures) > 0
    ? "Not sent to " + context.name + " (" + context.to + "): " + failures[0].message
    : has(results.send_mail.held)
    ? "Not sent to " + context.name + " (" + context.to + "): this is a simulated run, and the mail server is no practice connection."
    : "Wrote to " + context.name + " (" + context.to + "): " + context.subject + "."
}`,
};

/** The four workers of the order exception. */
export const orderWorkers = (): AgentNode[] => [retrieval, decision, action, notification];
