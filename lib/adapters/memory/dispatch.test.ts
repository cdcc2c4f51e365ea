import { dispatchConformance } from "../conformance/dispatch.ts";
import { createMemoryDispatch } from "./dispatch.ts";

dispatchConformance("memory", async () => createMemoryDispatch());
