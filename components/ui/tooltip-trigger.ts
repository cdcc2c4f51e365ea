/** What a tooltip says, and beside what: an element, or the place where the pointer rests on it. */
export type Tip = { anchor: Element | Place; label: string; keys: string; side: Side };

type Place = { getBoundingClientRect: () => DOMRect };

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
  let pointer = { x: 0, y: 0 };

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
    show(tipOf(anchor, pointer));
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
  const move = ({ clientX, clientY }: PointerEvent) => {
    pointer = { x: clientX, y: clientY };
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
  page.addEventListener("pointermove", move, { signal, passive: true });
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

/**
 * A line is longer than what is pointed at: with `data-tip-at="pointer"`, the tip stands at the pointer. `data-tip-says`: its
 * words, where they are not the name of the element.
 */
function tipOf(element: Element, { x, y }: { x: number; y: number }): Tip {
  const atPointer = element.getAttribute("data-tip-at") === "pointer";
  return {
    anchor: atPointer ? { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) } : element,
    label: element.getAttribute("data-tip-says") ?? element.getAttribute("aria-label") ?? "",
    keys: element.getAttribute("data-tip") ?? "",
    side: sideOf(element.getAttribute("data-tip-side")),
  };
}

function sideOf(side: string | null): Side {
  return side === "right" || side === "bottom" || side === "left" ? side : "top";
}
