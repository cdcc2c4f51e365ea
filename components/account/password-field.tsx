"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { TextField } from "@/components/ui/text-field.tsx";

type Props = Omit<ComponentProps<typeof TextField>, "type" | "trailing">;

/** A password that can be looked at while it is typed. */
export function PasswordField(props: Props) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      trailing={
        <button
          type="button"
          aria-label={shown ? "Hide the password" : "Show the password"}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
          className="flex size-6 items-center justify-center rounded-mark text-ink-soft hover:bg-hover hover:text-ink"
        >
          <Icon size={14} aria-hidden />
        </button>
      }
    />
  );
}
