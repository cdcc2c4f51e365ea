/** The longest input that a run takes, characters of JSON. */
export const MAX_INPUT_LENGTH = 5_000_000;
