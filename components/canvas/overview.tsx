"use client";

import { useReactFlow, useStoreApi } from "@xyflow/react";
import { memo, type PointerEvent, useLayoutEffect, useMemo, useRef } from "react";
import type { Layout, WorkflowDocument } from "@/lib/graph/graph.ts";
import { lookOf } from "./kind-look.ts";
import { NODE_HEIGHT, NODE_WIDTH, nodeHeight } from "./node-shape.ts";

const WIDTH = 144;
const HEIGHT = 92;
const PAD = 10;

type Frame = {
  x: number;
  y: number;
  scale: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
};

/**
 * The whole graph made small, with a frame around what is in sight; press or drag to go there. It shows when not
 * everything is in sight. Nodes are one path for each hue, and the frame follows by style alone, so that panning draws
 * nothing here again.
 */
export function Overview({ document }: { document: WorkflowDocument }) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const sight = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const frame = useMemo(() => frameOf(document.layout), [document.layout]);

  useLayoutEffect(() => {
    const follow = () => {
      const { transform, width, height } = store.getState();
      const [x, y, zoom] = transform;
      const style = sight.current?.style;
      if (!style) return;
      style.translate = `${(-x / zoom - frame.x) * frame.scale}px ${(-y / zoom - frame.y) * frame.scale}px`;
      style.width = `${(width / zoom) * frame.scale}px`;
      style.height = `${(height / zoom) * frame.scale}px`;
      // With everything in sight there is nowhere to go.
      const whole =
        -x / zoom <= frame.left &&
        -y / zoom <= frame.top &&
        (width - x) / zoom >= frame.right &&
        (height - y) / zoom >= frame.bottom;
      if (box.current) box.current.style.visibility = whole ? "hidden" : "visible";
    };
    follow();
    let drawn = store.getState().transform;
    let [width, height] = [store.getState().width, store.getState().height];
    return store.subscribe((state) => {
      if (state.transform === drawn && state.width === width && state.height === height) return;
      drawn = state.transform;
      width = state.width;
      height = state.height;
      follow();
    });
  }, [store, frame]);

  const goTo = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    void flow.setCenter(
      frame.x + (event.clientX - box.left) / frame.scale,
      frame.y + (event.clientY - box.top) / frame.scale,
      { zoom: flow.getZoom() },
    );
  };

  return (
    <div
      ref={box}
      aria-hidden
      data-overview
      className="nopan nodrag pointer-events-auto relative cursor-pointer touch-none overflow-hidden rounded-panel border border-line bg-surface"
      style={{ width: WIDTH, height: HEIGHT }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        goTo(event);
      }}
      onPointerMove={goTo}
    >
      <Nodes document={document} frame={frame} />
      <div
        ref={sight}
        className="absolute top-0 left-0 rounded-mark border border-control bg-control/10 will-change-transform"
      />
    </div>
  );
}

const Nodes = memo(function Nodes({ document, frame }: { document: WorkflowDocument; frame: Frame }) {
  const paths = new Map<string, string>();
  for (const node of document.graph.nodes) {
    const at = Object.hasOwn(document.layout, node.id) ? document.layout[node.id] : undefined;
    if (!at) continue;
    const { hue } = lookOf(node);
    const corner = `M${round((at.x - frame.x) * frame.scale)} ${round((at.y - frame.y) * frame.scale)}`;
    const width = round(NODE_WIDTH * frame.scale);
    const box = `h${width}v${round(nodeHeight(node.kind) * frame.scale)}h${-width}z`;
    paths.set(hue, `${paths.get(hue) ?? ""}${corner}${box}`);
  }
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden>
      {[...paths].map(([hue, path]) => (
        <path key={hue} d={path} fill={hue} opacity={0.65} />
      ))}
    </svg>
  );
});

const round = (value: number) => Math.round(value * 10) / 10;

/** How the layout is shown in the small: its left upper corner on the canvas, and px for one of its px. */
function frameOf(layout: Layout): Frame {
  const all = Object.values(layout);
  if (all.length === 0) return { x: 0, y: 0, scale: 0.1, left: 0, top: 0, right: 0, bottom: 0 };
  const left = Math.min(...all.map(({ x }) => x));
  const top = Math.min(...all.map(({ y }) => y));
  const width = Math.max(...all.map(({ x }) => x)) + NODE_WIDTH - left;
  const height = Math.max(...all.map(({ y }) => y)) + nodeHeight("note") - top;
  const scale = Math.min((WIDTH - 2 * PAD) / width, (HEIGHT - 2 * PAD) / height, 0.12);
  return {
    scale,
    left,
    top,
    right: left + width,
    bottom: top + height - (nodeHeight("note") - NODE_HEIGHT),
    x: left - (WIDTH / scale - width) / 2,
    y: top - (HEIGHT / scale - height) / 2,
  };
}
