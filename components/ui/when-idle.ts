/** Runs `action` once the browser has nothing better to do, after `timeoutMs` in any case. Returns a function that cancels it. */
export function whenIdle(action: () => void, timeoutMs: number): () => void {
  // Safari has no idle callbacks.
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(action, 120);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(action, { timeout: timeoutMs });
  return () => cancelIdleCallback(asked);
}
