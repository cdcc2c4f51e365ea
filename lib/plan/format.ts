/**
 * The format of plans and events that this code writes; it reads all earlier ones. Raise it with any change that an
 * older runner could not handle: older runners leave runs of a newer format alone.
 */
export const FORMAT = 5;
