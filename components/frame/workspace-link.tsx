"use client";

import Link from "next/link";
import type { ComponentProps } from "react";
import { useWorkspacePath } from "./workspace-context.ts";

type Props = Omit<ComponentProps<typeof Link>, "href"> & {
  /** The path inside the workspace: "/runs". */
  href: string;
};

/** A link to another page of the same workspace. */
export function WorkspaceLink({ href, ...props }: Props) {
  return <Link href={useWorkspacePath()(href)} {...props} />;
}
