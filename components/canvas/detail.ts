"use client";

import { type ReactFlowState, useStore } from "@xyflow/react";
import { createContext, useContext } from "react";

/** How much a node shows: everything, its name, or a coloured tile. */
export type Detail = "full" | "name" | "tile";

const detailAt = (state: ReactFlowState): Detail => {
  const zoom = state.transform[2];
  return zoom < 0.35 ? "tile" : zoom < 0.6 ? "name" : "full";
};

/** The detail at the present zoom; changes at the thresholds only. */
export const useZoomDetail = (): Detail => useStore(detailAt);

/** Hands the detail to all nodes, so that a pan asks no node anything. */
export const DetailContext = createContext<Detail>("full");

/** The detail a node is to show. */
export const useDetail = (): Detail => useContext(DetailContext);
