import http from "node:http";
import type { Seen } from "./server.ts";

const agent = new http.Agent({ keepAlive: true });

/** Sends a POST with a JSON body over a kept connection and gives the answer's JSON. */
export function post(url: string, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = http.request(url, { method: "POST", agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`Expected 200 from ${url}, got ${response.statusCode}: ${text.slice(0, 200)}`));
      });
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Sets how long the endpoint waits with every reply, and begins its counts anew. */
export async function configure(endpoint: string, delayMs: number): Promise<void> {
  await post(`${endpoint}/configure`, JSON.stringify({ delayMs }));
}

/** What the endpoint has seen since it was configured. */
export async function seenBy(endpoint: string): Promise<Seen> {
  // The endpoint sends what its type says.
  return (await post(`${endpoint}/seen`, "")) as Seen;
}
