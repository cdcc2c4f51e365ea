import type { Drawing } from "./draw-score.ts";
import type { RoundBox, StaveBox } from "./score-layout.ts";

/** The rounds of loops, as brackets over the staves; a dotted line through these where each begins. */
export function drawRounds(context: CanvasRenderingContext2D, drawing: Drawing): void {
  for (const box of drawing.layout.rounds)
    if (box.round.from <= drawing.now) drawRound(context, drawing, box);
}

function drawRound(context: CanvasRenderingContext2D, drawing: Drawing, box: RoundBox) {
  const { layout, colours, now } = drawing;
  const { round, top, height } = box;
  const left = Math.round(layout.xOf(round.from)) + 0.5;
  const right = Math.max(left + 2, Math.round(layout.xOf(Math.min(round.to ?? now, now))) - 1.5);
  if (right < 0 || left > layout.width) return;
  context.strokeStyle = colours.inkFaint;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(left, top + height - 2);
  context.lineTo(left, top + 2.5);
  context.lineTo(right, top + 2.5);
  if (round.to !== null && round.to <= now) context.lineTo(right, top + height - 2);
  context.stroke();
  context.setLineDash([1, 4]);
  context.beginPath();
  context.moveTo(left, box.from);
  context.lineTo(left, box.to);
  context.stroke();
  context.setLineDash([]);
  label(context, drawing, box, { left: Math.max(0, left) + 4, right });
}

/** The most words of a round that there is room for: "Write, round 2", "round 2", "2" or none. */
function label(
  context: CanvasRenderingContext2D,
  { colours }: Drawing,
  { round, top, height }: RoundBox,
  { left, right }: { left: number; right: number },
) {
  context.font = `11px ${colours.sans}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = colours.inkSoft;
  const choices = [`${round.name}, round ${round.number}`, `round ${round.number}`, String(round.number)];
  const words = choices.find((one) => left + context.measureText(one).width <= right - 2);
  if (words) context.fillText(words, left, top + height / 2 + 1.5);
}

/** Over a stave to which control came several times: which visit begins where, as far as there is room for the numbers. */
export function drawVisitMarks(context: CanvasRenderingContext2D, drawing: Drawing, box: StaveBox): void {
  const { layout, colours, now } = drawing;
  context.font = `10px ${colours.mono}`;
  context.textBaseline = "alphabetic";
  context.textAlign = "left";
  context.fillStyle = colours.inkFaint;
  let free = Number.NEGATIVE_INFINITY;
  for (const { at, number } of box.stave.visits) {
    const x = layout.xOf(at) + 3;
    if (at > now || x < free || x > layout.width) continue;
    context.fillText(String(number), x, box.top - 4);
    free = x + context.measureText(String(number)).width + 4;
  }
}
