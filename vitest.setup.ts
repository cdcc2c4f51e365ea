import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeEach, expect, vi } from "vitest";

// jsdom lays nothing out; React Flow asks for sizes and matrices before it draws a node.
class ResizeObserverStub implements ResizeObserver {
  private readonly report: ResizeObserverCallback;
  constructor(report: ResizeObserverCallback) {
    this.report = report;
  }
  observe(target: Element) {
    // Of an entry React Flow reads the target alone.
    this.report([{ target } as ResizeObserverEntry], this);
  }
  unobserve() {}
  disconnect() {}
}

class DOMMatrixReadOnlyStub {
  readonly m22: number;
  constructor(transform?: string) {
    this.m22 = Number(transform?.match(/scale\(([\d.]+)\)/)?.[1] ?? 1);
  }
}

Object.assign(globalThis, { ResizeObserver: ResizeObserverStub, DOMMatrixReadOnly: DOMMatrixReadOnlyStub });
Object.defineProperties(HTMLElement.prototype, {
  offsetWidth: { configurable: true, get: () => 200 },
  offsetHeight: { configurable: true, get: () => 80 },
});
Object.assign(SVGElement.prototype, { getBBox: () => ({ x: 0, y: 0, width: 0, height: 0 }) });

// As for what is polled for: a wait that is too short says nothing.
configure({ asyncUtilTimeout: 10_000 });

// jsdom has none; what one file has put there does not hold for the next.
Reflect.deleteProperty(window, "matchMedia");

// What React complains of is a fault: keys that are there twice, states that change outside `act`.
const complaints: unknown[][] = [];
beforeEach(() => {
  for (const level of ["error", "warn"] as const)
    vi.spyOn(console, level).mockImplementation((...words) => complaints.push(words));
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  expect(complaints.splice(0)).toEqual([]);
});
