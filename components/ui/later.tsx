"use client";

import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { useInBrowser } from "./use-in-browser.ts";
import { whenIdle } from "./when-idle.ts";

/** A component whose code is no part of the first load; `fetchAhead` gets it before it is drawn. */
type Later<Props extends object> = ComponentType<Props> & { fetchAhead: () => Promise<unknown> };

/** Makes one of a dynamic import. Its place stays empty until the code is there; fetched ahead, it draws at once. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): Later<Props> {
  let loaded: ComponentType<Props> | null = null;
  const fetchAhead = async () => {
    loaded = await load();
    return { default: loaded };
  };
  function Part(props: Props) {
    // One component for as long as it stands, else what it holds would be lost when the code arrives. A new one each
    // time, since a fetch that failed is never tried again by the same.
    const [Component] = useState<ComponentType<Props>>(() => loaded ?? lazy(fetchAhead));
    return (
      <Suspense>
        <Component {...props} />
      </Suspense>
    );
  }
  return Object.assign(Part, { fetchAhead });
}

/**
 * `later`, for what stands in the page from the start: it is there with the HTML, and its code is fetched beside that of
 * the page, so it works soon after the page does. Until then it can't be pressed.
 */
export function soon<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Part = later(async () => {
    const Component = await load();
    return (props: Props) => (
      <Alive>
        <Component {...props} />
      </Alive>
    );
  });
  if (typeof window !== "undefined") Part.fetchAhead().catch(() => {});
  return Part;
}

/** What came with the HTML takes no press and no key until it can act on it: one that does nothing would be lost. */
function Alive({ children }: { children: ReactNode }) {
  const alive = useInBrowser();
  return (
    <div className="contents" inert={!alive}>
      {children}
    </div>
  );
}

/** Fetches code in idle time, so that nobody waits for it; what fails is fetched again when it is needed. */
export function useFetchAhead(fetches: readonly (() => Promise<unknown>)[]): void {
  useEffect(
    () =>
      whenIdle(() => {
        for (const fetch of fetches) fetch().catch(() => {});
      }, 2_000),
    [fetches],
  );
}
