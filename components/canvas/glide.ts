/** How long the view moves to another place, ms: not at all for whoever wants no motion. */
export const glide = (ms: number): { duration: number } => ({
  duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : ms,
});
