import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** The record and field of a secret: it can't be opened anywhere else. */
export type SecretPlace = { workspaceId: string; record: string; field: string };

const VERSION = 1;
const KEY_ID_BYTES = 4;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEADER = 1 + KEY_ID_BYTES + IV_BYTES + TAG_BYTES;

/**
 * Seals with AES-256-GCM: version, key id, nonce, tag, ciphertext. The place is associated data, so a ciphertext moved
 * to another record does not open.
 */
export function sealSecret(master: string, place: SecretPlace, plain: string): Uint8Array<ArrayBuffer> {
  const key = keyOf(master);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(placeBytes(place));
  const body = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const sealed = Buffer.concat([Buffer.from([VERSION]), keyId(key), iv, cipher.getAuthTag(), body]);
  return Uint8Array.from(sealed);
}

/** Opens what `sealSecret` sealed for the same place; throws saying whether the key or the place is wrong. */
export function openSecret(master: string, place: SecretPlace, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed);
  if (bytes.length < HEADER || bytes[0] !== VERSION)
    throw new Error(`the secret of ${place.record} is in no form that this version knows: enter it again`);
  const key = keyOf(master);
  const at = 1 + KEY_ID_BYTES;
  if (!bytes.subarray(1, at).equals(keyId(key)))
    throw new Error(
      `the secret of ${place.record} was sealed with another key: bring back the data folder's secret file (or TUTTI_SECRET), or enter the secret again`,
    );
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(at, at + IV_BYTES))
    .setAAD(placeBytes(place))
    .setAuthTag(bytes.subarray(at + IV_BYTES, HEADER));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEADER)), decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new Error(
      `the secret of ${place.record} was changed or belongs to another record: enter it again`,
      {
        cause,
      },
    );
  }
}

const keyOf = (master: string) => Buffer.from(hkdfSync("sha256", master, "tutti", "connection secrets", 32));

const keyId = (key: Buffer) => createHash("sha256").update(key).digest().subarray(0, KEY_ID_BYTES);

const placeBytes = (place: SecretPlace) =>
  Buffer.from(JSON.stringify([place.workspaceId, place.record, place.field]));
