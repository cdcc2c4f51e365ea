"use client";

import { Handle, Position } from "@xyflow/react";
import { classNames } from "@/components/ui/class-names.ts";
import type { NodeKind } from "@/lib/graph/node.ts";
import { type Port, portsOf, type Side } from "./node-shape.ts";

const sides: Record<Side, Position> = {
  left: Position.Left,
  right: Position.Right,
  top: Position.Top,
  bottom: Position.Bottom,
};

/** React Flow puts a port on the middle of its side; the other ones stand beside it. */
function placeOf({ side, aside }: Port): { top: string } | { left: string } | undefined {
  if (aside === undefined) return undefined;
  const place = `calc(50% + ${aside}px)`;
  return side === "left" || side === "right" ? { top: place } : { left: place };
}

/**
 * The ports of a node: a dot for "then", a diamond for "asks", a square for "can use", an arch for "for each", and a bolt
 * that points the way for "hands over".
 */
export function NodePorts({ kind, connected }: { kind: NodeKind; connected: string }) {
  const taken = connected.split(" ");
  return portsOf[kind].map((port) => (
    <Handle
      key={port.id}
      id={port.id}
      type={port.end === "from" ? "source" : "target"}
      position={sides[port.side]}
      role="img"
      aria-label={port.label}
      title={port.label}
      style={placeOf(port)}
      data-port={port.edge}
      className={classNames("port", `port-${port.edge}`, taken.includes(port.id) && "port-connected")}
    />
  ));
}

/** The same places without anything to drag, for nodes too small to connect: React Flow reads where edges end. */
export function PortMarks({ kind }: { kind: NodeKind }) {
  return portsOf[kind].map((port) => (
    <span
      key={port.id}
      data-handleid={port.id}
      data-handlepos={sides[port.side]}
      style={placeOf(port)}
      className={classNames(
        "port-mark react-flow__handle pointer-events-none",
        `react-flow__handle-${port.side}`,
        port.end === "from" ? "source" : "target",
      )}
    />
  ));
}
