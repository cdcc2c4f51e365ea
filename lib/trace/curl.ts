/**
 * A shell command that sends `body` (JSON text) to a chat-completions endpoint. Address and key stay shell
 * variables, so the command can be shared. The body is a quoted here-document, in which the shell expands nothing.
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
