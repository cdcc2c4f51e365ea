import type { Profiler } from "node:inspector";
import { Session } from "node:inspector/promises";
import { relative } from "node:path";

const NOT_COUNTED = new Set(["(idle)", "(root)", "(program)"]);

/** One line of a profile: where, and its share of the time that was spent in JavaScript and below, in per cent. */
export type SelfTime = { where: string; percent: number };

/** Where the processor time went, longest first: by function, and by package or folder. */
export type Profile = { selfTimes: SelfTime[]; byPackage: SelfTime[] };

/** Profiles the processor time of this process while `work` goes on; gives the `top` first lines. */
export async function profiled(work: () => Promise<unknown>, top = 40): Promise<Profile> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 200 });
  await session.post("Profiler.start");
  await work();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return {
    selfTimes: selfTimes(
      profile,
      ({ functionName, url }) => `${functionName || "(anonymous)"} ${fileOf(url)}`,
    ).slice(0, top),
    byPackage: selfTimes(profile, packageOf).slice(0, top),
  };
}

/** A profile as lines to be read, under a title. */
export function profileText(title: string, { byPackage, selfTimes }: Profile): string {
  const lines = (times: SelfTime[]) =>
    times.map(({ percent, where }) => `  ${percent.toFixed(1)} %  ${where}`);
  return [`${title}, by package and by function:`, ...lines(byPackage), "", ...lines(selfTimes)].join("\n");
}

/** A file of a package by the package's name, one of Tutti's by its folder, anything else by what it is called. */
function packageOf({ functionName, url }: Profiler.Profile["nodes"][number]["callFrame"]): string {
  if (url === "" || url.startsWith("node:")) return url === "" ? functionName : (url.split("/")[0] ?? url);
  const file = fileOf(url);
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return inPackage ?? file.split("/").slice(0, 3).join("/");
}

function selfTimes(
  profile: Profiler.Profile,
  placeOf: (frame: Profiler.Profile["nodes"][number]["callFrame"]) => string,
): SelfTime[] {
  const spentIn = new Map<number, number>();
  for (const [index, id] of (profile.samples ?? []).entries())
    spentIn.set(id, (spentIn.get(id) ?? 0) + (profile.timeDeltas?.[index] ?? 0));
  const byPlace = new Map<string, number>();
  let busy = 0;
  for (const { id, callFrame } of profile.nodes) {
    if (NOT_COUNTED.has(callFrame.functionName) || callFrame.url === "node:inspector") continue;
    const spent = spentIn.get(id) ?? 0;
    busy += spent;
    const place = placeOf(callFrame);
    byPlace.set(place, (byPlace.get(place) ?? 0) + spent);
  }
  return [...byPlace]
    .sort((a, b) => b[1] - a[1])
    .map(([where, spent]) => ({ where, percent: (100 * spent) / busy }));
}

function fileOf(url: string): string {
  return url.startsWith("file:") ? relative(process.cwd(), new URL(url).pathname) : url;
}
