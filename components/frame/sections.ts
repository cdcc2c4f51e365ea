import {
  Activity,
  Building2,
  Cpu,
  type LucideIcon,
  Mail,
  Plug,
  Settings2,
  Users,
  Waypoints,
} from "lucide-react";

/** `href` is the path inside a workspace. */
export type Section = { href: string; name: string; Icon: LucideIcon };

/** The places of the app, in the order of a working day. */
export const sections: readonly Section[] = [
  { href: "/", name: "Workflows", Icon: Waypoints },
  { href: "/runs", name: "Runs", Icon: Activity },
  { href: "/connections", name: "Connections", Icon: Plug },
  { href: "/demo", name: "Demo company", Icon: Building2 },
  { href: "/outbox", name: "Outbox", Icon: Mail },
  { href: "/runners", name: "Runners", Icon: Cpu },
  { href: "/members", name: "People", Icon: Users },
  { href: "/settings", name: "Settings", Icon: Settings2 },
];

/** Whether a path inside a workspace lies in a section; workflows also live under /workflows. */
export function isIn(section: Section, pathname: string): boolean {
  if (section.href === "/")
    return pathname === "/" || pathname === "/workflows" || pathname.startsWith("/workflows/");
  if (section.href === "/members" && ["/audit", "/tokens", "/links"].includes(pathname)) return true;
  return pathname === section.href || pathname.startsWith(`${section.href}/`);
}
