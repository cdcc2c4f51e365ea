/**
 * What has to be masked of a connection's secret: itself, and where it is a header's value its parts ("Bearer …", "token=…")
 * and what Basic credentials hold.
 */
export function secretsIn(secret: string): string[] {
  const parts = secret.split(/[\s,;="']+/);
  const [, credentials = ""] = /^Basic\s+(\S+)$/i.exec(secret.trim()) ?? [];
  const plain = Buffer.from(credentials, "base64").toString("utf8");
  return [secret, secret.trim(), ...parts, plain, plain.slice(plain.indexOf(":") + 1)];
}
