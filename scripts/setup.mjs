// Runs before start, dev and test on whatever Node (>= 20) npm found, without dependencies: brings node_modules,
// the Prisma client, the build and a test browser up to date, each only when what it is made of has changed.
//   node scripts/setup.mjs [build] [browser]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";
import { installedBrowser, SHELL } from "./test-browser.mjs";

process.chdir(resolve(import.meta.dirname, ".."));
const wanted = process.argv.slice(2);
const env = {
  ...process.env,
  NEXT_TELEMETRY_DISABLED: "1",
  PATH: [resolve("node_modules/.bin"), process.env.PATH].join(delimiter),
};

function attempt(command, ...args) {
  console.log(`$ ${[command, ...args].join(" ")}`);
  return (
    spawnSync(command, args, { stdio: "inherit", env, shell: process.platform === "win32" }).status === 0
  );
}

function run(command, ...args) {
  if (attempt(command, ...args)) return;
  console.error(`Setting up stopped: "${[command, ...args].join(" ")}" failed, see above.`);
  process.exit(1);
}

// npm itself keeps running on the Node that started it, because `npm ci` replaces node_modules/.bin/node.
function npm(...args) {
  const { npm_node_execpath: node, npm_execpath: cli } = process.env;
  if (node && cli) run(node, cli, ...args);
  else run("npm", ...args);
}

function filesUnder(path) {
  if (!existsSync(path) || path === "lib/generated") return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

function step(stamp, inputs, isSource, action) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap(filesUnder).filter(isSource)) {
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  const digest = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  action();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, digest);
}

const every = () => true;
const noTest = (file) => !/\.test\.tsx?$/.test(file);

step("node_modules/.installed", ["package-lock.json"], every, () =>
  // Without --include=dev an inherited NODE_ENV=production would leave out what the build needs.
  npm("ci", "--include=dev", "--loglevel=error"),
);
step("lib/generated/.stamp", ["prisma/schema.prisma", "prisma.config.ts", "package-lock.json"], every, () =>
  run("prisma", "generate"),
);
if (wanted.includes("build")) {
  const configs = [
    "tsconfig.json",
    "next.config.mjs",
    "scripts/react-flow-loader.mjs",
    "postcss.config.mjs",
    "instrumentation.ts",
    "proxy.ts",
  ];
  const inputs = ["app", "components", "lib", "prisma", "public", "package-lock.json", ...configs];
  step(".next/.stamp", inputs, noTest, () => run("next", "build"));
}
if (wanted.includes("browser") && installedBrowser !== SHELL)
  step("node_modules/.cache/browser", ["package-lock.json"], every, () => {
    if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && installShell()) return;
    if (installedBrowser !== undefined || attempt("playwright", "install", "--only-shell", "chromium"))
      return;
    console.error("The tests need a browser: install Chromium (for example `apt-get install chromium`).");
    process.exit(1);
  });

function installShell() {
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  const install = () =>
    attempt("apt-get", "install", "-y", "--no-install-recommends", ...wait, "chromium-headless-shell");
  return install() || (attempt("apt-get", "update", ...wait) && install());
}
