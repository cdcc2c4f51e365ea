/** Next calls it once, before the first request. */
export async function register(): Promise<void> {
  // Next compiles this for its edge runtime as well, where none of it would load.
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { start } = await import("./lib/server/startup.ts");
    await start();
  }
}
