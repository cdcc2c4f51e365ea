import { newPart } from "../../run/text-so-far.ts";
import type { LiveText } from "./live-text.ts";
import type { Outlet } from "./outlet.ts";
import { textFrames } from "./stream-frames.ts";
import type { TextFrames } from "./text-gathering.ts";

/** The live text sent to one viewer: each call's text from its beginning and without gaps, or not at all. */
export class TextViewer {
  private readonly runId: string;
  private readonly live: LiveText;
  private readonly outlet: Outlet;
  private readonly sent = new Map<number, number>();
  private begun = false;
  private behind = false;

  constructor(runId: string, live: LiveText, outlet: Outlet) {
    this.runId = runId;
    this.live = live;
    this.outlet = outlet;
  }

  /** The viewer now knows the calls that text may come for: sends what they have written so far. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    this.catchUp();
  }

  /** Tries again when there may be room. */
  retry(): void {
    if (this.behind) this.catchUp();
  }

  /** Sends new text if the viewer has what came before it. */
  offer({ stretches, bytes }: TextFrames): void {
    if (!this.begun || this.behind) return;
    if (!this.outlet.hasRoom || stretches.some(({ span, from }) => (this.sent.get(span) ?? 0) !== from)) {
      this.catchUp();
      return;
    }
    this.outlet.send(bytes);
    for (const { span, to } of stretches) this.sent.set(span, to);
  }

  /** Sends what is missing, once there is room. */
  private catchUp(): void {
    this.behind = !this.outlet.hasRoom;
    if (this.behind) return;
    const missing = this.live.soFar(this.runId).flatMap(({ runId, span, text }) => {
      const offset = this.sent.get(span) ?? 0;
      const more = newPart(offset, 0, text);
      if (!more) return [];
      this.sent.set(span, text.length);
      return [{ runId, span, offset, text: more }];
    });
    if (missing.length > 0) this.outlet.send(textFrames(missing));
  }
}
