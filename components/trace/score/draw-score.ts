import type { Bar, Rest, Tie } from "@/lib/trace/score.ts";
import { tickMs } from "@/lib/trace/time-window.ts";
import { drawRounds, drawVisitMarks } from "./draw-rounds.ts";
import type { ScoreColours } from "./score-colours.ts";
import { AXIS_HEIGHT, barBox, type ScoreLayout, type StaveBox } from "./score-layout.ts";

export type Drawing = {
  layout: ScoreLayout;
  colours: ScoreColours;
  /** The part of the run that is drawn, ms from its start. */
  fromMs: number;
  windowMs: number;
  /** The moment that is looked at; what comes after it is pale. Epoch ms. */
  now: number;
  /** Whether the playhead is drawn: not when the whole of an ended run is looked at. */
  playhead: boolean;
  selected: number | null;
  hovered: number | null;
  labelOf(span: number): string;
};

/** Draws one frame of the score: time, staves, visits, rounds, breaks, ties, rests, bars, playhead. */
export function drawScore(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { layout } = drawing;
  context.clearRect(0, 0, layout.width, layout.height);
  drawTime(context, drawing);
  for (const box of layout.staves) drawVisits(context, drawing, box);
  for (const box of layout.staves) drawStave(context, drawing, box);
  drawRounds(context, drawing);
  for (const box of layout.staves) drawVisitMarks(context, drawing, box);
  for (const at of layout.score.breaks) if (at <= drawing.now) drawBreak(context, drawing, at);
  drawPart(context, drawing, 0, layout.xOf(drawing.now), 1);
  drawPart(context, drawing, layout.xOf(drawing.now), layout.width, 0.3);
  if (drawing.playhead) drawPlayhead(context, drawing);
}

/** What was played, between two px, as dark as `alpha`: before the playhead full, after it pale. */
function drawPart(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  left: number,
  right: number,
  alpha: number,
) {
  const { layout } = drawing;
  if (right <= left || right < 0 || left > layout.width) return;
  context.save();
  context.beginPath();
  context.rect(left - (left === 0 ? 20 : 0), 0, right - left + 20 * (left === 0 ? 1 : 0), layout.height);
  context.clip();
  context.globalAlpha = alpha;
  for (const tie of layout.score.ties) drawTie(context, drawing, tie, alpha);
  for (const box of layout.staves) {
    for (const rest of box.stave.rests) drawRest(context, drawing, box, rest);
    for (const bar of box.stave.bars) drawBar(context, drawing, box, bar);
  }
  context.restore();
}

function drawTime(context: CanvasRenderingContext2D, { layout, colours, fromMs, windowMs }: Drawing) {
  const step = tickMs(windowMs, Math.max(2, layout.width / 84));
  context.font = `11px ${colours.mono}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const breaks = layout.score.breaks.map(layout.xOf);
  for (let ms = Math.ceil(fromMs / step) * step; ms <= fromMs + windowMs; ms += step) {
    const x = Math.round(layout.xOf(layout.score.from + ms)) + 0.5;
    context.strokeStyle = colours.line;
    line(context, x, AXIS_HEIGHT - 4, x, layout.height);
    const label = tickLabel(ms, step);
    const end = x + 4 + context.measureText(label).width;
    if (end > layout.width || breaks.some((at) => at > x - 4 && at < end + 8)) continue;
    context.fillStyle = colours.inkFaint;
    context.fillText(label, x + 4, AXIS_HEIGHT / 2 - 1);
  }
}

function tickLabel(ms: number, step: number): string {
  if (ms === 0) return "0";
  if (step < 1_000) return `${(ms / 1_000).toFixed(step < 100 ? 2 : 1)} s`;
  if (step < 60_000 && ms < 60_000) return `${ms / 1_000} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function drawStave(context: CanvasRenderingContext2D, { layout, colours }: Drawing, box: StaveBox) {
  context.strokeStyle = colours.line;
  for (let index = 0; index < 5; index += 1) {
    const y = Math.round(box.top + (box.height * index) / 4) + 0.5;
    line(context, 0, y, layout.width, y);
  }
}

function drawVisits(context: CanvasRenderingContext2D, { layout, colours, now }: Drawing, box: StaveBox) {
  for (const visit of box.stave.phrases) {
    const left = layout.xOf(visit.from);
    const width = Math.max(2, layout.xOf(Math.min(visit.to ?? now, now)) - left);
    if (visit.from > now) continue;
    context.fillStyle = washOf(box, colours);
    rounded(context, left, box.top - 2, width, box.height + 4, 4);
    context.fill();
    if (visit.state !== "failed") continue;
    context.strokeStyle = colours.failed;
    context.lineWidth = 1;
    context.stroke();
  }
}

function washOf(box: StaveBox, colours: ScoreColours): string {
  if (box.stave.kind === "supervisor") return colours.supervisorWash;
  return box.stave.kind === "tool" ? colours.toolWash : colours.agentWash;
}

function drawTie(context: CanvasRenderingContext2D, drawing: Drawing, tie: Tie, alpha: number) {
  const { layout, colours, now } = drawing;
  const [from, to] = [layout.staves[tie.from], layout.staves[tie.to]];
  if (!from || !to) return;
  const down = to.top > from.top;
  const x = layout.xOf(tie.at);
  const start = down ? from.top + from.height : from.top;
  const end = down ? to.top : to.top + to.height;
  const bend = Math.min(12, 4 + Math.abs(end - start) / 10) * (tie.kind === "asks" ? -1 : 1);
  const fresh = alpha === 1 && now - tie.at >= 0 && now - tie.at < 700 && drawing.playhead;
  context.strokeStyle = fresh ? colours.accent : colours.inkFaint;
  context.lineWidth = fresh ? 2 : 1;
  context.beginPath();
  context.moveTo(x, start);
  context.quadraticCurveTo(x + bend, (start + end) / 2, x, end);
  context.stroke();
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  if (tie.kind === "asks") {
    context.moveTo(x, end - 3.5);
    context.lineTo(x + 3.5, end);
    context.lineTo(x, end + 3.5);
    context.lineTo(x - 3.5, end);
  } else context.arc(x, end, 2.5, 0, Math.PI * 2);
  context.fill();
  context.lineWidth = 1;
}

/** A caesura, the two strokes at which all players stop: a runner was lost, and from here on another drives. */
function drawBreak(context: CanvasRenderingContext2D, { layout, colours }: Drawing, at: number) {
  const x = Math.round(layout.xOf(at)) + 0.5;
  context.strokeStyle = colours.inkSoft;
  context.setLineDash([3, 3]);
  line(context, x, AXIS_HEIGHT, x, layout.height);
  context.setLineDash([]);
  context.lineWidth = 1.5;
  for (const left of [x - 4, x + 1]) line(context, left, AXIS_HEIGHT - 1, left + 5, AXIS_HEIGHT - 12);
  context.lineWidth = 1;
}

/** A whole rest hangs from the fourth line: here from the wait's beginning to its end. */
function drawRest(
  context: CanvasRenderingContext2D,
  { layout, colours }: Drawing,
  box: StaveBox,
  rest: Rest,
) {
  const left = layout.xOf(rest.from);
  const right = layout.xOf(rest.to);
  const y = box.top + box.height / 4;
  context.fillStyle = colours.waiting;
  context.fillRect((left + right) / 2 - 6, y, 12, 5);
  context.strokeStyle = colours.waiting;
  context.setLineDash([2, 3]);
  line(context, left, y, right, y);
  context.setLineDash([]);
}

function drawBar(context: CanvasRenderingContext2D, drawing: Drawing, box: StaveBox, bar: Bar) {
  const { layout, colours, now, selected, hovered } = drawing;
  const { left, top, width, height } = barBox(layout, box, bar, now);
  if (left > layout.width || left + width < 0) return;
  const colour = barColour(bar, box, colours);
  const marked = bar.span === selected || bar.span === hovered;
  if (marked) {
    context.fillStyle = bar.span === selected ? colours.accent : colours.ink;
    rounded(context, left - 3, top - 3, width + 6, height + 6, 6);
    context.fill();
    context.fillStyle = colours.surface;
    rounded(context, left - 1.5, top - 1.5, width + 3, height + 3, 4.5);
    context.fill();
  }
  context.fillStyle = colour;
  if (width < 6) context.fillRect(left, top, width, height);
  else {
    rounded(context, left, top, width, height, 3);
    context.fill();
  }
  if (bar.state === "cancelled" || bar.state === "lost") hatch(context, colours, left, top, width, height);
  if (bar.state === "failed" || bar.state === "unknown")
    cross(context, colours, left + width, top + height / 2);
  if (width > 54 && height >= 10) label(context, drawing, bar, { left, top, width, height });
}

function barColour(bar: Bar, box: StaveBox, colours: ScoreColours): string {
  switch (bar.state) {
    case "running":
      return colours.accent;
    case "failed":
      return colours.failed;
    case "waiting":
    case "unknown":
    case "sent-back":
      return colours.waiting;
    case "cancelled":
    case "lost":
      return colours.cancelled;
    case "ok":
      if (bar.kind === "tool") return colours.tool;
      return box.stave.kind === "supervisor" ? colours.supervisor : colours.agent;
  }
}

function label(
  context: CanvasRenderingContext2D,
  { colours, labelOf }: Drawing,
  bar: Bar,
  box: { left: number; top: number; width: number; height: number },
) {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width - 4, box.height);
  context.clip();
  context.font = `11px ${colours.sans}`;
  context.textBaseline = "middle";
  context.fillStyle = colours.surface;
  context.fillText(labelOf(bar.span), Math.max(0, box.left) + 5, box.top + box.height / 2 + 0.5);
  context.restore();
}

function drawPlayhead(context: CanvasRenderingContext2D, { layout, colours, now }: Drawing) {
  const x = Math.round(layout.xOf(now)) + 0.5;
  context.strokeStyle = colours.accent;
  context.lineWidth = 1.5;
  line(context, x, AXIS_HEIGHT - 8, x, layout.height);
  context.lineWidth = 1;
  context.fillStyle = colours.accent;
  context.beginPath();
  context.moveTo(x - 5, AXIS_HEIGHT - 14);
  context.lineTo(x + 5, AXIS_HEIGHT - 14);
  context.lineTo(x, AXIS_HEIGHT - 6);
  context.closePath();
  context.fill();
}

function hatch(
  context: CanvasRenderingContext2D,
  colours: ScoreColours,
  left: number,
  top: number,
  width: number,
  height: number,
) {
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.strokeStyle = colours.surface;
  for (let x = left - height; x < left + width; x += 5) line(context, x, top + height, x + height, top);
  context.restore();
}

function cross(context: CanvasRenderingContext2D, colours: ScoreColours, x: number, y: number) {
  context.fillStyle = colours.failed;
  context.beginPath();
  context.arc(x, y, 7, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = colours.surface;
  context.lineWidth = 1.5;
  line(context, x - 2.5, y - 2.5, x + 2.5, y + 2.5);
  line(context, x - 2.5, y + 2.5, x + 2.5, y - 2.5);
  context.lineWidth = 1;
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number) {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function rounded(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  radius: number,
) {
  context.beginPath();
  context.roundRect(left, top, width, height, Math.min(radius, width / 2, height / 2));
}
