/** A piece of live text as an event of an event stream. */
export const textEvent = (text: string) => `event: text\ndata: ${JSON.stringify({ text })}\n\n`;
