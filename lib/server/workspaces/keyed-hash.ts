import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

const KEY_BYTES = 32;

/**
 * HMAC-SHA256 in hex with a key for each workspace, which is derived from the master secret by HKDF-SHA256. The key is
 * stored nowhere: who has the database but not the secret can't try which text a hash may belong to.
 */
export function keyedHash(master: string): (workspaceId: string, text: string) => string {
  const keys = new Map<string, KeyObject>();

  function keyOf(workspaceId: string): KeyObject {
    let key = keys.get(workspaceId);
    if (key === undefined) {
      key = createSecretKey(Buffer.from(hkdfSync("sha256", master, workspaceId, "tutti values", KEY_BYTES)));
      keys.set(workspaceId, key);
    }
    return key;
  }

  return (workspaceId, text) => createHmac("sha256", keyOf(workspaceId)).update(text).digest("hex");
}
