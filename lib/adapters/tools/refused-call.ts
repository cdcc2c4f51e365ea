import type { OutboundRefusal } from "../outbound/outbound-guard.ts";
import { ToolProblem } from "./tool-problem.ts";

/** What a call that the outbound guard refused ends with; where the operator can allow it, the message says how. */
export function refusedCall(refusal: OutboundRefusal): ToolProblem {
  const advice = refusal.isInner
    ? ` Tools reach the public internet only. Whoever runs Tutti can allow it: start it with TUTTI_ALLOW_ADDRESSES=${refusal.host} (or a range such as 10.1.0.0/16).`
    : "";
  return new ToolProblem("address-refused", `The call was refused: ${refusal.message}.${advice}`, {
    cause: refusal,
  });
}
