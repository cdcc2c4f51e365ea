/** As PostgreSQL says it (22021, character_not_in_repertoire); Prisma repeats the sentence. */
const SENTENCE = /invalid byte sequence for encoding "UTF8": 0x00/;

/** Whether the database refused a text because of the character U+0000, for which PostgreSQL has no place. */
export function isUnstorableText(error: unknown): boolean {
  return error instanceof Error && (SENTENCE.test(error.message) || isUnstorableText(error.cause));
}
