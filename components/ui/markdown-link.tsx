import type { ComponentProps } from "react";
import type { Components } from "react-markdown";

type Props = ComponentProps<Extract<NonNullable<Components["a"]>, (props: never) => unknown>>;
type Nodes = NonNullable<Props["node"]>["children"];

/**
 * A link in a text that nobody vouches for: it says where it leads unless its own words do. One that leads into this app,
 * or anywhere that is not the web or a mailbox, is only words.
 */
export function MarkdownLink({ href = "", children, node }: Props) {
  const words = textOf(node?.children ?? []);
  const target = targetOf(href);
  if (target === null)
    return (
      <>
        {children}
        {href !== "" && href !== words && <Aside>{href}</Aside>}
      </>
    );
  // `<id@host>` is how mail writes ids, too.
  if (target.kind === "mail" && words === target.shown) return <>&lt;{words}&gt;</>;
  return (
    <>
      <a
        href={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {children}
      </a>
      {!saysSo(words, href, target.shown) && <Aside>{target.shown}</Aside>}
    </>
  );
}

/** In place of an image, which is never loaded: that there was one, what it is called and where it is. */
export function LeftOutImage({ src, alt }: { src?: unknown; alt?: string }) {
  const target = typeof src === "string" ? targetOf(src) : null;
  return (
    <span className="text-ink-faint">
      [Image left out{alt ? `: ${alt}` : ""}
      {target ? ` (${target.shown})` : ""}]
    </span>
  );
}

function Aside({ children }: { children: string }) {
  return <span className="text-ink-faint"> ({children})</span>;
}

function targetOf(href: string): { kind: "web" | "mail"; shown: string } | null {
  if (!URL.canParse(href)) return null;
  // Hosts in other letters come out in their own notation, so that none passes for another.
  const { protocol, host, pathname } = new URL(href);
  if (protocol === "mailto:") return { kind: "mail", shown: decoded(pathname) };
  return protocol === "https:" || protocol === "http:" ? { kind: "web", shown: host } : null;
}

/** The words are the address itself or its host: only then do they say by themselves where it leads. */
function saysSo(words: string, href: string, shown: string): boolean {
  const said = words.trim().toLowerCase();
  return [href, shown, href.replace(/^https?:\/\//, "")].some((one) => one.toLowerCase() === said);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function textOf(nodes: Nodes): string {
  return nodes
    .map((node) => (node.type === "text" ? node.value : node.type === "element" ? textOf(node.children) : ""))
    .join("");
}
