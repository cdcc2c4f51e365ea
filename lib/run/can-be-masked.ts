const MIN_LENGTH = 8;
const SAFE_LENGTH = 16;
const MIN_DIFFERENT = 5;

/**
 * Whether a secret can be masked wherever it appears in what runs store and show. Short or simple ones, such as the
 * dummy keys `ollama` and `x`, also appear in ordinary text, which masking would garble. A secret can be masked if
 * it has at least 8 characters, 5 of them different, and either at least 16 characters or more than one kind (upper
 * and lower case, digits, signs).
 */
export function canBeMasked(secret: string): boolean {
  const plain = secret.trim();
  if (plain.length < MIN_LENGTH || new Set(plain).size < MIN_DIFFERENT) return false;
  if (plain.length >= SAFE_LENGTH) return true;
  const inside = plain.slice(1);
  const kinds = [/\p{Ll}/u, /\p{N}/u, /[^\p{L}\p{N}._\s-]/u].filter((kind) => kind.test(plain)).length;
  return kinds + (/\p{Lu}/u.test(inside) ? 1 : 0) >= 2;
}
