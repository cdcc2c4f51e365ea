/** What is planted: one secret for each kind of connection, with what escaping changes in each of them. */
export const CANARIES = {
  model: "sk-cAn4ry+model/0123&x",
  http: 'cAn4ry+http/0123"&\\x',
  postgres: 'cAn4ry postgres+0123%&/"é',
  smtp: "cAn4ry-smtp/0123+&é",
} as const;

/** Every way in which the services here give a secret back; the texts between let one be told from the next. */
export function echoes(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const basic = Buffer.from(`desk:${secret}`);
  return [
    secret,
    JSON.stringify(secret),
    JSON.stringify(JSON.stringify({ secret })),
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ secret }).toString(),
    bytes.toString("base64"),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("base64url"),
    `Basic ${basic.toString("base64")}`,
    basic.toString("base64url"),
    Buffer.from(`\0desk\0${secret}`).toString("base64"),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    [...secret].reverse().join(""),
    secret.toUpperCase(),
    secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
  ];
}

/** What of a secret gives it away wherever it stands: looked for in all that was kept, shown and printed. */
export function traces(secret: string): string[] {
  const inBase64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString("base64");
    return text.slice(offset === 0 ? 0 : 4, -4);
  });
  return [
    secret.slice(0, 12),
    secret.slice(-8),
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams({ secret }).toString().slice("secret=".length),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString("hex"),
    [...secret].reverse().join(""),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

/** The traces of any canary in a text, whatever the case: none, where all were masked. */
export function found(text: string): string[] {
  const plain = text.toLowerCase();
  return Object.entries(CANARIES).flatMap(([kind, secret]) =>
    traces(secret).flatMap((trace) => (plain.includes(trace.toLowerCase()) ? [`${kind}: ${trace}`] : [])),
  );
}
