import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { ServerResponse } from "node:http";

// One for the process, whatever bundle asks.
const shared = globalThis as { tuttiResponses?: AsyncLocalStorage<WeakRef<ServerResponse>> };

/** From now on each HTTP request of this process is answered in a context that knows its connection. */
export function knowConnections(): void {
  if (shared.tuttiResponses !== undefined) return;
  const responses = new AsyncLocalStorage<WeakRef<ServerResponse>>();
  shared.tuttiResponses = responses;
  subscribe("http.server.request.start", (message) => {
    // Node's documented message of this channel.
    const { response } = message as { response: ServerResponse };
    responses.enterWith(new WeakRef(response));
  });
}

/**
 * Gives the way to break off the connection of the request that is being answered, unless its answer is out. A web stream
 * alone can't: the framework waits until the reader has taken what was handed over, and this reader takes nothing. Does
 * nothing outside a request.
 */
export function connectionCut(): () => void {
  const known = shared.tuttiResponses?.getStore();
  return () => {
    const response = known?.deref();
    if (response?.writableFinished === false) response.destroy();
  };
}
