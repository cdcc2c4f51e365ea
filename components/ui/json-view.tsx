"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { cutText } from "@/lib/graph/text-cut.ts";
import { classNames } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";
import { formatBytes } from "./format-bytes.ts";

const stringLimit = 240;
const pageOfEntries = 100;

type Props = {
  /** Any JSON value. */
  value: unknown;
  /** What it is, for screen readers: "Arguments of get_order". */
  label: string;
  /** How many levels stand open at first. */
  openDepth?: number;
  className?: string;
};

/** A JSON value as a tree: folds are rendered when they are opened, long lists by pages, long strings cut with a way to the rest. */
export function JsonView({ value, label, openDepth = 2, className }: Props) {
  return (
    <section
      aria-label={label}
      className={classNames("group/json relative rounded-control bg-sunken py-2 pr-9 pl-3", className)}
    >
      <ul className="figures wrap-anywhere text-12 leading-5">
        <Entry value={value} depth={0} openDepth={openDepth} />
      </ul>
      <CopyButton
        text={() => JSON.stringify(value, null, 2) ?? "undefined"}
        label={`Copy ${label}`}
        className="absolute top-1 right-1"
      />
    </section>
  );
}

type EntryProps = { name?: string; value: unknown; depth: number; openDepth: number };

function Entry({ name, value, depth, openDepth }: EntryProps) {
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0)
    return <Branch name={name} value={value} depth={depth} openDepth={openDepth} />;
  return (
    <li className="pl-4">
      <Name name={name} />
      <Leaf value={value} />
    </li>
  );
}

function Branch({ name, value, depth, openDepth }: EntryProps & { value: object }) {
  const [open, setOpen] = useState(depth < openDepth);
  const [shown, setShown] = useState(pageOfEntries);
  const isList = Array.isArray(value);
  const keys = Object.keys(value);
  const size = `${keys.length} ${isList ? (keys.length === 1 ? "item" : "items") : keys.length === 1 ? "field" : "fields"}`;
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="-ml-1 flex min-h-6 max-w-full items-center rounded-mark pr-1 pl-1 text-left hover:bg-hover"
      >
        <ChevronRight
          size={12}
          aria-hidden
          className={classNames("mr-1 shrink-0 text-ink-faint transition-transform", open && "rotate-90")}
        />
        <span className="min-w-0">
          <Name name={name} />
          <span className="text-ink-faint">
            {isList ? "[" : "{"}
            {!open && `… ${size} ${isList ? "]" : "}"}`}
          </span>
        </span>
      </button>
      {open && (
        <>
          <ul className="ml-1.5 border-line border-l pl-2.5">
            {Object.entries(value)
              .slice(0, shown)
              .map(([key, child]) => (
                <Entry
                  key={key}
                  name={isList ? undefined : key}
                  value={child}
                  depth={depth + 1}
                  openDepth={openDepth}
                />
              ))}
            {keys.length > shown && (
              <li className="pl-4">
                <MoreButton onClick={() => setShown(shown + pageOfEntries)}>
                  {`${Math.min(pageOfEntries, keys.length - shown)} more of ${keys.length}`}
                </MoreButton>
              </li>
            )}
          </ul>
          <span aria-hidden className="pl-4 text-ink-faint">
            {isList ? "]" : "}"}
          </span>
        </>
      )}
    </li>
  );
}

function Name({ name }: { name?: string }) {
  if (name === undefined) return null;
  return <span className="text-ink-soft">{name}: </span>;
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <Text text={value} />;
  if (typeof value === "number") return <span className="text-kind-supervisor">{String(value)}</span>;
  if (typeof value === "boolean") return <span className="text-kind-roundtable">{String(value)}</span>;
  if (value === null || value === undefined) return <span className="text-ink-faint">{String(value)}</span>;
  return <span className="text-ink-faint">{Array.isArray(value) ? "[ ]" : "{ }"}</span>;
}

function Text({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const long = text.length > stringLimit;
  return (
    <span className="whitespace-pre-wrap text-ink">
      "{long && !whole ? cutText(text, stringLimit) : text}
      {long && !whole ? "… " : '"'}
      {long && (
        <MoreButton onClick={() => setWhole(!whole)}>
          {whole ? "Less" : `All ${formatBytes(new TextEncoder().encode(text).length)}`}
        </MoreButton>
      )}
    </span>
  );
}

function MoreButton({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="mx-1 inline-flex min-h-6 items-center rounded-mark border border-line-strong px-1 font-sans text-11 text-ink-soft leading-4 hover:bg-hover hover:text-ink"
    >
      {children}
    </button>
  );
}
