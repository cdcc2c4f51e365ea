/** Takes one event: its data, the lines joined by line feeds, and its type, empty for most. False: read no further. */
export type OnEvent = (data: string, type: string) => boolean;

/** Reads server-sent events from text that comes in pieces, cut anywhere. `end` hands on a last one that was not closed. */
export type EventParser = { add: (text: string) => boolean; end: () => void };

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Parses a stream of events as the HTML standard has it (lines end with LF, CR or both; comments and other fields are
 * passed over), except that a last event counts without the blank line after it. `add` is false once `onEvent` was:
 * whatever follows is not read.
 */
export function parseEvents(onEvent: OnEvent): EventParser {
  let started = "";
  let endedByReturn = false;
  let data: string | null = null;
  let type = "";
  let goesOn = true;

  function takeLine(text: string, begin: number, end: number) {
    const from = text.charCodeAt(begin) === BYTE_ORDER_MARK ? begin + 1 : begin;
    if (from >= end) takeEvent();
    else if (text.startsWith("data", from)) {
      const value = valueAt(text, from + 4, end);
      if (value !== null) data = data === null ? value : `${data}\n${value}`;
    } else if (text.startsWith("event", from)) type = valueAt(text, from + 5, end) ?? type;
  }

  function takeEvent() {
    if (data !== null) goesOn = onEvent(data, type);
    data = null;
    type = "";
  }

  return {
    add(text) {
      let at = endedByReturn && text.startsWith("\n") ? 1 : 0;
      if (text !== "") endedByReturn = false;
      let feed = text.indexOf("\n", at);
      let carriage = text.indexOf("\r", at);
      while (goesOn && (feed !== -1 || carriage !== -1)) {
        const isReturn = carriage !== -1 && (feed === -1 || carriage < feed);
        const end = isReturn ? carriage : feed;
        if (started === "") takeLine(text, at, end);
        else {
          const line = started + text.slice(at, end);
          started = "";
          takeLine(line, 0, line.length);
        }
        at = isReturn && feed === end + 1 ? end + 2 : end + 1;
        endedByReturn = isReturn && at === text.length && feed !== end + 1;
        if (feed !== -1 && feed < at) feed = text.indexOf("\n", at);
        if (carriage !== -1 && carriage < at) carriage = text.indexOf("\r", at);
      }
      if (at < text.length) started += text.slice(at);
      return goesOn;
    },
    end() {
      if (goesOn && started !== "") takeLine(started, 0, started.length);
      if (goesOn) takeEvent();
    },
  };
}

/** The value of a field whose name ends at `at`; null where the name goes on. */
function valueAt(text: string, at: number, end: number): string | null {
  if (at === end) return "";
  if (text[at] !== ":") return null;
  return text.slice(text[at + 1] === " " ? at + 2 : at + 1, end);
}
