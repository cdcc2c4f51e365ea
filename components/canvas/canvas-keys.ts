import type { DocumentStore } from "@/components/workflow/document-store.ts";
import type { CanvasEdits } from "./use-canvas-edits.ts";
import { directionOf } from "./walk.ts";

/** What is read of a press, by React or by the browser itself. */
export type CanvasKey = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

type Commands = {
  quickAdd: () => void;
  connect: (fromNodeId: string) => void;
  rename: (nodeId: string) => void;
  open: (nodeId: string) => void;
  /** Null: no run is shown, so that there is nothing to look into. */
  inside: ((nodeId: string) => void) | null;
  fit: () => void;
};

/** The keys of the canvas, for the list of keys that a person can look up. */
export const canvasKeys: readonly { keys: string; does: string }[] = [
  { keys: "N", does: "Add a node" },
  { keys: "C", does: "Connect the selected node" },
  { keys: "↵", does: "Open its settings" },
  { keys: "O", does: "Look inside it while a run is shown" },
  { keys: "F2", does: "Rename it" },
  { keys: "↑ ↓ ← →", does: "Go to the next node" },
  { keys: "Alt ↑ ↓ ← →", does: "Move it" },
  { keys: "Del", does: "Remove" },
  { keys: "Mod Z", does: "Undo" },
  { keys: "Mod Shift Z", does: "Redo" },
  { keys: "Mod D", does: "Duplicate" },
  { keys: "Mod C", does: "Copy" },
  { keys: "Mod V", does: "Paste" },
  { keys: "Mod A", does: "Select all" },
  { keys: "Shift 1", does: "See everything" },
  { keys: "Shift L", does: "Arrange" },
  { keys: "Esc", does: "Select nothing" },
];

/** True for keys that do something to the node they are pressed on. */
export const actsOnNode = (key: string): boolean =>
  directionOf(key) !== null || ["Delete", "Backspace", "n", "c", "o", "F2", "Enter"].includes(key);

/** Does what a key stands for; true when it stood for something. Undo and redo belong to the page. */
export function onCanvasKey(
  event: CanvasKey,
  edits: CanvasEdits,
  store: DocumentStore,
  commands: Commands,
): boolean {
  const { selection } = store.getState();
  const [only] = selection.nodes.length === 1 ? selection.nodes : [];
  const modified = event.ctrlKey || event.metaKey;
  const direction = directionOf(event.key);
  if (direction && !modified) {
    if (event.altKey) edits.nudge(direction, event.shiftKey ? 40 : 8);
    else edits.walk(direction);
    return true;
  }
  if (modified) {
    switch (event.key.toLowerCase()) {
      case "a":
        edits.selectAll();
        return true;
      case "d":
        edits.duplicate();
        return true;
      default:
        return false;
    }
  }
  if (event.altKey) return false;
  if (event.shiftKey) {
    switch (event.code) {
      case "Digit1":
        commands.fit();
        return true;
      case "KeyL":
        edits.layout();
        return true;
      default:
        return false;
    }
  }
  switch (event.key) {
    case "Delete":
    case "Backspace":
      edits.removeSelected();
      return true;
    case "Escape":
      store.getState().select({ nodes: [], edges: [] });
      return true;
    case "n":
      commands.quickAdd();
      return true;
    case "c":
      if (only) commands.connect(only);
      return only !== undefined;
    case "F2":
      if (only) commands.rename(only);
      return only !== undefined;
    case "o":
      if (only) commands.inside?.(only);
      return only !== undefined && commands.inside !== null;
    case "Enter":
      if (only) commands.open(only);
      return only !== undefined;
    default:
      return false;
  }
}
