import { useSyncExternalStore } from "react";

const watchNothing = () => () => {};
const isTrue = () => true;
const isFalse = () => false;

/** False in the HTML that the server makes, and true as soon as what came with it is at work in the browser. */
export const useInBrowser = (): boolean => useSyncExternalStore(watchNothing, isTrue, isFalse);
