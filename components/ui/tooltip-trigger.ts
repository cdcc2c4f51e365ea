/** What a tooltip says, and beside what. */
export type Tip = { anchor: Element; label: string; keys: string; side: Side };

type Side = "top" | "right" | "bottom" | "left";

/** How long a pointer rests before the first of a row of tooltips comes; the next ones come at once. */
const REST_MS = 400;

/**
 * Calls `show` with the tip of what the pointer rests on or the keyboard's focus is on, and with null when that is over:
 * left or pressed. Returns what ends it.
 */
export function followPointer(page: Document, show: (tip: Tip | null) => void): () => void {
  let over: Element | null = null;
  let shown = false;
  let closedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = () => {
    clearTimeout(timer);
    if (!shown) return;
    shown = false;
    closedAt = performance.now();
    show(null);
  };
  const open = (anchor: Element) => {
    clearTimeout(timer);
    if (!anchor.isConnected) return;
    shown = true;
    show(tipOf(anchor));
  };
  const enter = ({ target, pointerType, buttons }: PointerEvent) => {
    const next = tippedAround(target);
    if (next === over) return;
    over = next;
    close();
    // A finger has no hover, and a pressed pointer drags.
    if (!next || pointerType === "touch" || buttons !== 0) return;
    if (performance.now() - closedAt < REST_MS) open(next);
    else timer = setTimeout(open, REST_MS, next);
  };
  const leavePage = () => {
    over = null;
    close();
  };
  const focus = ({ target }: FocusEvent) => {
    const next = tippedAround(target);
    if (next?.matches(":focus-visible")) open(next);
  };

  const gone = new AbortController();
  const { signal } = gone;
  page.addEventListener("pointerover", enter, { signal });
  page.documentElement.addEventListener("pointerleave", leavePage, { signal });
  page.addEventListener("focusin", focus, { signal });
  page.addEventListener("focusout", close, { signal });
  page.addEventListener("pointerdown", close, { signal, capture: true });
  page.addEventListener("click", close, { signal, capture: true });
  return () => {
    clearTimeout(timer);
    gone.abort();
  };
}

const tippedAround = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest("[data-tip]") : null;

function tipOf(anchor: Element): Tip {
  return {
    anchor,
    label: anchor.getAttribute("aria-label") ?? "",
    keys: anchor.getAttribute("data-tip") ?? "",
    side: sideOf(anchor.getAttribute("data-tip-side")),
  };
}

function sideOf(side: string | null): Side {
  return side === "right" || side === "bottom" || side === "left" ? side : "top";
}
