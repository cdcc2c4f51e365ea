import type { Page } from "@playwright/test";

/** What the page showed at one moment, ms after the film began. */
export type Frame = {
  at: number;
  title: string;
  /** The line over the run panel: state, time, cost. */
  status: string;
  /** Everything that each node on the canvas says, by its name. */
  nodes: Record<string, string>;
  /** The newest turn of the conversation. */
  newest: string;
};

/** Films what a person watching the workflow's page sees, many times a second, until the film is stopped. */
export async function filmRun(page: Page): Promise<{ stop: () => Promise<Frame[]> }> {
  await page.evaluate(() => {
    const started = performance.now();
    const frames: Frame[] = [];
    const words = (element: Element | null | undefined) => element?.textContent ?? "";
    const timer = setInterval(() => {
      const nodes = [...document.querySelectorAll(".react-flow__node")].map((node): [string, string] => [
        node.getAttribute("aria-label")?.split(",")[0] ?? "",
        words(node),
      ]);
      const panel = document.querySelector("section[aria-label=Run]");
      frames.push({
        at: performance.now() - started,
        title: document.title,
        status: words(panel?.querySelector("[role=status]")?.parentElement),
        nodes: Object.fromEntries(nodes),
        newest: words([...(panel?.querySelectorAll("article") ?? [])].at(-1)),
      });
    }, 40);
    Object.assign(window, { film: { frames, timer } });
  });
  return {
    stop: () =>
      page.evaluate(() => {
        // Put there by the film's beginning.
        const { film } = window as unknown as { film: { frames: Frame[]; timer: number } };
        clearInterval(film.timer);
        return film.frames;
      }),
  };
}
