"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import { toast } from "./toast.ts";

type Props = {
  /** The text, or how to get it when it is asked for. */
  text: string | (() => string | Promise<string>);
  /** What it copies: "Copy reply". */
  label?: string;
  /** Shows the label as a word in place of an icon alone. */
  withWord?: boolean;
  className?: string;
};

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label = "Copy", withWord = false, className }: Props) {
  const [copiedAt, setCopiedAt] = useState(0);
  useEffect(() => {
    if (copiedAt === 0) return;
    const timer = setTimeout(() => setCopiedAt(0), 2000);
    return () => clearTimeout(timer);
  }, [copiedAt]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      setCopiedAt(Date.now());
    } catch (cause) {
      toast.error("Could not copy", { description: cause instanceof Error ? cause.message : String(cause) });
    }
  };
  const icon = copiedAt ? (
    <Check size={14} aria-hidden className="text-ok" />
  ) : (
    <Copy size={14} aria-hidden />
  );
  const word = copiedAt ? "Copied" : label;
  if (withWord)
    return (
      <Button size={28} icon={icon} onClick={copy} className={className}>
        <span aria-live="polite">{word}</span>
      </Button>
    );
  return <IconButton label={word} icon={icon} onClick={copy} className={className} />;
}
