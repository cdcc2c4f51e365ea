/** Data of a drag from the palette: the kind, and the tool's type after a colon. */
export const PALETTE_DRAG_TYPE = "application/x-tutti-node";
