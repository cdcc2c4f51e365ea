import { type ControlEdge, isControl } from "../edge.ts";
import { flowGraph, forwardInto } from "../flow-graph.ts";
import { type GraphIndex, perNode } from "../graph-index.ts";
import { loopsOf } from "../loops.ts";
import type { GraphNode } from "../node.ts";
import { beforeEachOther, beginnings, begins } from "./beginnings.ts";
import { type Outcome, outcomes } from "./outcomes.ts";

/**
 * One way in which a step can begin: the flows that are passed then. `certain`: no condition that comes after another
 * decision leads there, so that it can't be ruled out by what the conditions say.
 */
export type Way = { flows: readonly ControlEdge[]; certain: boolean };

/** So many courses of a run up to a step are told apart, and no more. */
const MOST = 300;

/**
 * The ways in which a step can begin in a round, ways back left out: a visit by one of these begins with what has come from
 * outside its loop, too. Only the least of what can have come is listed. Null where there are too many to tell, or where
 * flows go in circles.
 */
export const waysInto = perNode((index, id): readonly Way[] | null => {
  const order = upTo(index, id);
  if (!order) return null;
  const leadsThere = new Set(order);
  const isInside = insideLoops(index, id);
  let courses = new Map<string, Course>([["", { arrived: new Map(), doubt: 0 }]]);
  for (const at of order) {
    const node = index.node(at);
    if (!node) return null;
    if (at === id) break;
    const on = index.from(at).filter(isControl);
    const ends = outcomes(node, { on, leadsThere, isInside });
    if (!ends) return null;
    courses = pastStep(index, { node, ends, courses, last: id });
    if (courses.size > MOST) return null;
  }
  return waysOf(index, id, { courses: courses.values(), order });
});

/** 0: nothing has been decided yet; 1: something has; 2: a condition has, after something else. */
type Doubt = 0 | 1 | 2;

/** What has happened so far: the flows that are live and lead to a step which is still to be looked at. */
type Course = { arrived: ReadonlyMap<string, readonly ControlEdge[]>; doubt: Doubt };

type Passing = {
  node: GraphNode;
  ends: readonly Outcome[];
  courses: ReadonlyMap<string, Course>;
  last: string;
};

function pastStep(index: GraphIndex, { node, ends, courses, last }: Passing): Map<string, Course> {
  const next = new Map<string, Course>();
  const add = (course: Course) => {
    const key = keyOf(course, last);
    const known = next.get(key);
    if (!known || course.doubt < known.doubt) next.set(key, course);
  };
  for (const { arrived, doubt } of courses.values()) {
    const rest = new Map(arrived);
    rest.delete(node.id);
    if (!begins(index, node, arrived.get(node.id) ?? [])) add({ arrived: rest, doubt });
    else
      for (const { live, byCondition } of ends) {
        const after = new Map(rest);
        for (const flow of live) after.set(flow.to, [...(after.get(flow.to) ?? []), flow]);
        const decided = ends.length === 1 ? doubt : byCondition && doubt > 0 ? 2 : doubt === 2 ? 2 : 1;
        add({ arrived: after, doubt: decided });
      }
  }
  return next;
}

/** Which flows have come matters at the end alone; before it, how many. */
const keyOf = ({ arrived }: Course, last: string) =>
  [...arrived]
    .map(([to, flows]) => `${to} ${to === last ? flows.map((flow) => flow.id).toSorted() : flows.length}`)
    .toSorted()
    .join(";");

type Found = { courses: Iterable<Course>; order: readonly string[] };

function waysOf(index: GraphIndex, id: string, { courses, order }: Found): Way[] | null {
  const node = index.node(id);
  const found = new Map<string, Way>();
  if (!node) return null;
  const isBefore = beforeEachOther(index, id, order);
  for (const { arrived, doubt } of courses) {
    const came = beginnings(index, node, { came: arrived.get(id) ?? [], isBefore });
    if (!came) return null;
    for (const flows of came) {
      const key = flows
        .map((flow) => flow.id)
        .toSorted()
        .join(" ");
      found.set(key, { flows, certain: doubt < 2 || found.get(key)?.certain === true });
    }
  }
  const place = new Map(forwardInto(index, id).map((flow, at) => [flow, at]));
  const inOrder = (flows: readonly ControlEdge[]) =>
    flows.toSorted((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  return [...found.values()]
    .map((way) => ({ ...way, flows: inOrder(way.flows) }))
    .toSorted(({ flows: [a] }, { flows: [b] }) => ((a && place.get(a)) ?? 0) - ((b && place.get(b)) ?? 0));
}

/** The step and all from which it is reached without going back, each after those that lead to it; null: circles. */
function upTo(index: GraphIndex, id: string): string[] | null {
  const { ids } = flowGraph(index);
  const members = ids.filter((one) => one === id || index.leadsForward(one, id));
  const open = new Map(members.map((one) => [one, forwardInto(index, one).length]));
  const order: string[] = [];
  const free = members.filter((one) => open.get(one) === 0);
  for (let at = free.pop(); at !== undefined; at = free.pop()) {
    order.push(at);
    for (const edge of index.from(at)) {
      const left = isControl(edge) && !edge.back ? open.get(edge.to) : undefined;
      if (left === undefined) continue;
      open.set(edge.to, left - 1);
      if (left === 1) free.push(edge.to);
    }
  }
  return order.length === members.length ? order : null;
}

/** Tells of a way back whether the step is inside the loop that it closes. */
function insideLoops(index: GraphIndex, id: string): (back: ControlEdge) => boolean {
  const around = new Set(loopsOf(index).flatMap(({ edge, steps }) => (steps.includes(id) ? [edge] : [])));
  return (back) => around.has(back.id);
}
