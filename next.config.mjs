/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  // On every answer, also on files that proxy.ts never sees: a browser takes each for what it says it is.
  headers: async () => [
    { source: "/:path*", headers: [{ key: "X-Content-Type-Options", value: "nosniff" }] },
  ],
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pg-boss"],
};
