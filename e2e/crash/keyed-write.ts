import { typeOf } from "./event-reader.ts";
import type { Watched } from "./watched.ts";
import type { World } from "./world.ts";

/** Throws unless the run's one keyed write was asked for twice, by one crash, and the run ended well all the same. */
export function assertMadeAgain(world: World, { mark, reader }: Watched): void {
  const asked = world.effects.effects.filter(
    ({ target, what }) => target === "http" && what.includes(`"${mark}"`),
  );
  const times = asked.map((effect) => effect.times).join(" and ");
  if (times !== "2") throw new Error(`expected one effect about ${mark}, asked for 2 times, got: ${times}`);
  const last = reader.shown.at(-1);
  if (!last || typeOf(last) !== "run-end" || !last.text.includes('"status":"ok"'))
    throw new Error(`expected the run about ${mark} to end ok, got ${last?.text}`);
}
