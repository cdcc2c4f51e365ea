/** Text told apart into what the model thought and what it answers. */
export type Parted = { text: string; thinking: string };

/** Takes a reply's text piece by piece, in whatever pieces; holds back what may be the beginning of a tag. */
export type ThinkingSplitter = { add: (piece: string) => Parted; end: () => Parted };

/** How open models write their thinking into the text when no server takes it out: the tags before and after it. */
const TAGS: readonly { open: string; close: string }[] = [
  { open: "<think>", close: "</think>" },
  { open: "<thinking>", close: "</thinking>" },
  { open: "<thought>", close: "</thought>" },
  { open: "<seed:think>", close: "</seed:think>" },
  { open: "[think]", close: "[/think]" },
  { open: "◁think▷", close: "◁/think▷" },
];

/** A model that writes nothing but blanks is not about to think. */
const LONGEST_LEAD = 1_000;

/**
 * Parts thinking in tags from the answer. Only what stands before the answer is thinking: tags within an answer are a
 * part of it. A tag that is never closed leaves no answer.
 */
export function splitThinking(): ThinkingSplitter {
  let state: "before" | "thinking" | "answer" = "before";
  let close = "";
  let held = "";
  let thought = false;

  function add(piece: string): Parted {
    if (state === "answer") return { text: piece, thinking: "" };
    held += piece;
    let thinking = "";
    for (;;) {
      if (state === "before") {
        const begun = held.trimStart();
        const tag = TAGS.find(({ open }) => small(begun.slice(0, open.length)) === open);
        if (!tag) {
          const lead = held.length - begun.length;
          if (lead <= LONGEST_LEAD && mayBecomeTag(begun)) return { text: "", thinking };
          state = "answer";
          const text = thought ? begun : held;
          held = "";
          return { text, thinking };
        }
        state = "thinking";
        thought = true;
        close = tag.close;
        held = begun.slice(tag.open.length);
      }
      const at = small(held).indexOf(close);
      if (at === -1) {
        const keep = tailBegins(held, close);
        thinking += held.slice(0, held.length - keep);
        held = held.slice(held.length - keep);
        return { text: "", thinking };
      }
      thinking += held.slice(0, at);
      held = held.slice(at + close.length);
      state = "before";
    }
  }

  return {
    add,
    end() {
      const rest = held;
      held = "";
      if (state === "thinking") return { text: "", thinking: rest };
      return { text: thought ? rest.trimStart() : rest, thinking: "" };
    },
  };
}

/**
 * Thinking whose opening tag stood in the prompt, so that the reply has the closing one alone. It is known only once the
 * reply is there; null when there is none.
 */
export function thinkingBefore(text: string): Parted | null {
  const found = /<\/think(?:ing)?>/i.exec(text);
  if (!found) return null;
  const end = found.index + found[0].length;
  const standsAlone =
    found.index === 0 ||
    text[found.index - 1] === "\n" ||
    /^ {0,8}(?:\r?\n|$|[{[])/.test(text.slice(end, end + 12));
  if (!standsAlone || /<think(?:ing)?>/i.test(text.slice(0, found.index))) return null;
  return { thinking: text.slice(0, found.index), text: text.slice(end).trimStart() };
}

function mayBecomeTag(begun: string): boolean {
  return TAGS.some(({ open }) => open.startsWith(small(begun)));
}

/** How many of the last characters are the beginning of `close`. */
function tailBegins(text: string, close: string): number {
  for (let length = Math.min(text.length, close.length - 1); length > 0; length -= 1)
    if (close.startsWith(small(text.slice(-length)))) return length;
  return 0;
}

/** ASCII letters in lower case; unlike toLowerCase it keeps every character where it stands. */
function small(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
