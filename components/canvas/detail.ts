"use client";

import { type ReactFlowState, useStore } from "@xyflow/react";
import { createContext, useContext } from "react";

/** How much a node shows: everything, its icon and name, its name on a coloured tile, its icon on one, or the tile alone. */
export type Detail = "full" | "name" | "named-tile" | "tile" | "bare-tile";

const detailAt = (state: ReactFlowState): Detail => {
  const zoom = state.transform[2];
  // An icon would be of 8 px or less.
  if (zoom < 0.14) return "bare-tile";
  if (zoom < 0.2) return "tile";
  if (zoom < 0.35) return "named-tile";
  return zoom < 0.6 ? "name" : "full";
};

/** From so far that a node is a coloured tile, and edges and ports can't be told apart. */
export const isFar = (detail: Detail): boolean => detail !== "full" && detail !== "name";

/** The detail at the present zoom; changes at the thresholds only. */
export const useZoomDetail = (): Detail => useStore(detailAt);

/** Hands the detail to all nodes, so that a pan asks no node anything. */
export const DetailContext = createContext<Detail>("full");

/** The detail a node is to show. */
export const useDetail = (): Detail => useContext(DetailContext);
