import type { Ports } from "../../engine/ports.ts";
import type { Failure } from "../../run/outcome.ts";

/**
 * Adds to failures from which machine something could not be reached: runners may be on other machines and networks
 * than the server.
 */
export function tellWhere(ports: Ports, host: string): Ports {
  const told = (failure: Failure): Failure =>
    failure.code === "unreachable"
      ? {
          ...failure,
          message: `${failure.message} It was tried by the runner on ${host}: check that it can be reached from there, too.`,
        }
      : failure;
  return {
    ...ports,
    models: {
      request: (call) => ports.models.request(call),
      async complete(call, onText, signal) {
        const result = await ports.models.complete(call, onText, signal);
        return result.failure ? { ...result, failure: told(result.failure) } : result;
      },
    },
    tools: {
      async perform(call, signal) {
        const result = await ports.tools.perform(call, signal);
        return "failure" in result ? { ...result, failure: told(result.failure) } : result;
      },
    },
  };
}
