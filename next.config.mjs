import { resolve } from "node:path";

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // On every answer, also on files that proxy.ts never sees: a browser takes each for what it says it is.
  headers: async () => [
    { source: "/:path*", headers: [{ key: "X-Content-Type-Options", value: "nosniff" }] },
  ],
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pg-boss"],
  turbopack: {
    rules: {
      "**/@xyflow/react/dist/esm/index.js": {
        condition: "production",
        loaders: [resolve(import.meta.dirname, "scripts/react-flow-loader.mjs")],
      },
    },
  },
  experimental: {
    // The longest input of a run (`lib/views/run-input.ts`), each character at three bytes, comes by an action.
    serverActions: { bodySizeLimit: "16mb" },
    // The longest request of all (`MAX_SAVE_BYTES` in `lib/views/workflow-edits.ts`): of a longer one routes would get a
    // part, without a word.
    proxyClientMaxBodySize: "20mb",
  },
};
