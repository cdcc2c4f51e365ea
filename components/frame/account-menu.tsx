"use client";

import { LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import Link from "next/link";
import { useTransition } from "react";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";
import { toast } from "@/components/ui/toast.ts";
import type { Account } from "@/lib/views/account.ts";
import { initials } from "./initials.ts";
import { useTheme } from "./use-theme.ts";

type Props = { account: Account; signOut: () => Promise<void>; side?: "right" | "bottom" };

const themes = [
  { value: "system", label: "Like the system", icon: <Monitor size={14} aria-hidden /> },
  { value: "light", label: "Paper", icon: <Sun size={14} aria-hidden /> },
  { value: "dark", label: "Ink", icon: <Moon size={14} aria-hidden /> },
] as const;

/** Who is here; theme and the way out. */
export function AccountMenu({ account, signOut, side = "right" }: Props) {
  const [theme, chooseTheme] = useTheme();
  const [leaving, startLeaving] = useTransition();
  const leave = () =>
    startLeaving(async () => {
      try {
        await signOut();
      } catch (cause) {
        // A redirect of the server arrives as an error that Next itself must see.
        if (cause instanceof Error && "digest" in cause) throw cause;
        toast.error("Could not sign out", { description: "The server did not answer. Try again." });
      }
    });
  return (
    <Menu
      side={side}
      align="end"
      trigger={
        <button
          type="button"
          aria-busy={leaving || undefined}
          className="flex size-8 items-center justify-center rounded-full border border-line-strong bg-raised font-strong text-12 text-ink-soft transition-colors hover:border-control hover:text-ink data-popup-open:border-control data-popup-open:text-ink"
        >
          {initials(account.name)}
          <span className="sr-only"> Account: {account.name}</span>
        </button>
      }
    >
      <div className="px-2 pt-1 pb-1.5">
        <p className="truncate font-strong">{account.name}</p>
        <p className="truncate text-12 text-ink-faint">{account.email}</p>
      </div>
      <MenuSeparator />
      <MenuChoice label="Theme" value={theme} options={themes} onValueChange={chooseTheme} />
      <MenuSeparator />
      <MenuItem icon={<UserRound size={14} aria-hidden />} link={<Link href="/account" />}>
        Your account
      </MenuItem>
      <MenuItem icon={<LogOut size={14} aria-hidden />} onSelect={leave}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
