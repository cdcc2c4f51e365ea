const LONGEST = 64;

/**
 * The name of a call as it was offered: without what models put around it ("functions.lookup", "lookup<|channel|>commentary",
 * "to=functions.lookup", "lookup:0"). A name that was not offered is made one that may be sent back:
 * `^[a-zA-Z0-9_-]{1,64}$` is what endpoints accept.
 */
export function callNameOf(written: string, offered: readonly string[]): string {
  const whole = written.trim();
  if (offered.includes(whole)) return whole;
  const addressed = /\bto=([\w.:-]+)/.exec(whole)?.[1] ?? whole;
  const bare = addressed
    .replace(/<\|[\s\S]*$/, "")
    .trim()
    .replace(/^(?:functions?|tools?|default_api|namespace)[.:/]+/i, "")
    .replace(/\(\)$|:\d+$/, "");
  if (offered.includes(bare)) return bare;
  const alike = offered.filter((name) => name.toLowerCase() === bare.toLowerCase());
  if (alike.length === 1 && alike[0] !== undefined) return alike[0];
  return bare.replace(/[^a-zA-Z0-9_-]+/g, "_").slice(0, LONGEST) || "unnamed";
}
