/** The address of a visit on the flows, within its frame. */
export const addressOfVisit = (step: string, visit: number): string =>
  visit === 0 ? step : `${step}#${visit}`;

/** The address of what is inside a workflow's visit, or of what has no workflow around it. */
export const addressInside = (frame: string, visit: string): string =>
  frame === "" ? visit : `${frame} in - ${visit}`;

/** The address of the visit that a map asks for an item. */
export const addressOfItem = (map: string, item: number, step: string): string =>
  `${map} item ${item} ${step}`;

/** The address of the visit that an agent asks for by a call of one of its turns. */
export const addressOfCall = (
  agent: string,
  { turn, call, step }: { turn: number; call: number; step: string },
) => `${agent} ${turn} ${call} ${step}`;

/** The steps that an address passes, from the outside in, without the ordinals of their visits. */
export const stepsOfAddress = (address: string): string[] =>
  address.split(" ").flatMap((part, at) => (at % 3 === 0 ? [part.replace(/#\d+$/, "")] : []));

/** True for one of these visits, and for what is inside one, however deep. */
export function isWithin(outer: ReadonlySet<string>, address: string): boolean {
  const parts = address.split(" ");
  for (let length = 1; length <= parts.length; length += 3)
    if (outer.has(parts.slice(0, length).join(" "))) return true;
  return false;
}
