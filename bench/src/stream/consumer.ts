import http from "node:http";
import { spread } from "../statistics.ts";

/** What a reader in a process of its own saw of one stream. Lags are from the endpoint's write to the reader's parse. */
export type Streamed = { tokens: number; firstLagUs: number; lagUs: number; tokensPerSecond: number };

// The reader of event streams as a process: asked for a url, it reads to the end as fast as it can and tells what came.

process.on("message", (url: string) => {
  http.get(url, (response) => {
    let rest = "";
    let partial = "";
    let firstLagUs = Number.NaN;
    let firstWrittenUs = 0;
    let lastUs = 0;
    const lags: number[] = [];
    const take = (text: string, now: number) => {
      partial += text;
      const tokens = partial.split(" ");
      partial = tokens.pop() ?? "";
      for (const token of tokens) {
        const lag = now - Number(token);
        if (lags.length === 0) {
          firstLagUs = lag;
          firstWrittenUs = Number(token);
        }
        lags.push(lag);
      }
      lastUs = now;
    };
    response.setEncoding("utf8");
    response.on("data", (part: string) => {
      const now = Number(process.hrtime.bigint() / 1_000n);
      const frames = (rest + part).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) {
        if (!frame.startsWith("event: text\n")) continue;
        // The servers of the bench send no other events of this name.
        const { text } = JSON.parse(frame.slice(frame.indexOf("data: ") + 6)) as { text: string };
        take(text, now);
      }
    });
    response.on("end", () => {
      process.send?.({
        tokens: lags.length,
        firstLagUs,
        lagUs: spread(lags).median,
        tokensPerSecond: (lags.length * 1_000_000) / (lastUs - firstWrittenUs),
      } satisfies Streamed);
    });
  });
});
process.on("disconnect", () => process.exit(0));
