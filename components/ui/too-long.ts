type Field = HTMLInputElement | HTMLTextAreaElement;

/** What is said of a field that takes no more; null while it does. */
export function fullWords(field: Field): string | null {
  const { maxLength, value } = field;
  return maxLength >= 0 && value.length >= maxLength ? `Full: at most ${maxLength} characters fit.` : null;
}

/**
 * What is said of a text that is about to be put into a field in place of what is selected there, when not all of it fits;
 * else null. The browser cuts it without a word.
 */
export function cutWords(field: Field, text: string): string | null {
  const { maxLength, value, selectionStart, selectionEnd } = field;
  // A field of one line takes no line ends.
  const put = field instanceof HTMLInputElement ? text.replace(/[\r\n]/g, "") : text;
  const room = maxLength - (value.length - ((selectionEnd ?? 0) - (selectionStart ?? 0)));
  if (maxLength < 0 || put.length <= room) return null;
  const lost = put.length - Math.max(0, room);
  return `At most ${maxLength} characters fit: the last ${lost} of the text put in ${lost === 1 ? "was" : "were"} left out.`;
}
