/** Opens everything once, when the server's process starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { knowConnections } = await import("./lib/server/connections/http-connection.ts");
  knowConnections();
  const { start } = await import("./lib/server/startup.ts");
  await start();
}
