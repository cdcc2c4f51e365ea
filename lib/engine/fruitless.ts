/** How many runners in a row may be lost over a run before it is set aside. */
export const FRUITLESS_CLAIMS = 3;
