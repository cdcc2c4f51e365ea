/** A new id of 16 characters for a node, an edge or an edit; unguessable enough never to meet its like. */
export function newId(prefix = ""): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  const text = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  return `${prefix}${text}`;
}
