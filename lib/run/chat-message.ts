/** One message of a chat request. `thinking`: what the model thought before these calls, where the reply kept it. */
export type ChatMessage =
  | { role: "system" | "user"; content: string }
  | {
      role: "assistant";
      content: string;
      calls: { id: string; name: string; arguments: string }[];
      thinking?: string;
    }
  | { role: "tool"; callId: string; content: string };
