"use client";

import { createContext, useContext } from "react";

/** Opens what a node of the shown run has inside: the graph of its latest visit, by node id. */
type OpenInside = (nodeId: string) => void;

/** Around a canvas whose workflows can be opened; null: there is nothing to open. */
export const InsideContext = createContext<OpenInside | null>(null);

/** How to open nodes of the canvas around. */
export const useOpenInside = (): OpenInside | null => useContext(InsideContext);
