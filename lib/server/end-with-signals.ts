/** Ends the process after `end` when it is asked to by SIGTERM or SIGINT. */
export function endWithSignals(end: () => Promise<void>): void {
  let ending = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      try {
        await end();
      } catch (error) {
        console.error("Ending was not orderly:", error);
      }
      process.exit(0);
    });
}
