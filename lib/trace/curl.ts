/**
 * A shell command that sends `body` (JSON text) to a chat-completions endpoint. Address and key stay variables of the
 * shell, so the command can be passed on. The body travels as a quoted here-document: nothing in it is expanded.
 */
export function curlCommand(body: string): string {
  const json = JSON.stringify(JSON.parse(body), null, 2);
  return `curl "$OPENAI_BASE_URL/chat/completions" \\
  -H "Authorization: Bearer $OPENAI_API_KEY" \\
  -H "Content-Type: application/json" \\
  --data-binary @- <<'END_OF_REQUEST'
${json}
END_OF_REQUEST
`;
}
