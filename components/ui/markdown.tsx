import ReactMarkdown, { type Components } from "react-markdown";
import { classNames } from "./class-names.ts";
import { LeftOutImage, MarkdownLink } from "./markdown-link.tsx";

/**
 * Text of models and documents is never trusted: HTML stands there as it was written, images are named and not loaded,
 * links say where they lead and tell the other side nothing.
 */
const components: Components = {
  a: MarkdownLink,
  img: LeftOutImage,
  h1: ({ children }) => <h3 className="mt-4 mb-1 text-15">{children}</h3>,
  h2: ({ children }) => <h3 className="mt-4 mb-1 text-15">{children}</h3>,
  h3: ({ children }) => <h3 className="mt-3 mb-1">{children}</h3>,
  h4: ({ children }) => <h3 className="mt-3 mb-1">{children}</h3>,
  h5: ({ children }) => <h3 className="mt-3 mb-1">{children}</h3>,
  h6: ({ children }) => <h3 className="mt-3 mb-1">{children}</h3>,
  p: ({ children }) => <p className="my-2">{children}</p>,
  ul: ({ children }) => <ul className="my-2 list-disc space-y-1 pl-5 marker:text-ink-faint">{children}</ul>,
  ol: ({ children }) => (
    <ol className="my-2 list-decimal space-y-1 pl-5 marker:text-ink-faint">{children}</ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="my-2 border-line-strong border-l-2 pl-3 text-ink-soft">{children}</blockquote>
  ),
  hr: () => <hr className="my-4 border-line" />,
  pre: ({ children }) => (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
      tabIndex={0}
      className="my-2 overflow-x-auto rounded-control bg-sunken p-3 text-12 [&_code]:bg-transparent [&_code]:p-0"
    >
      {children}
    </pre>
  ),
  code: ({ children }) => <code className="rounded-mark bg-sunken px-1 py-px text-[0.92em]">{children}</code>,
};

/** Markdown as reading text (15 px) or as part of a panel (13 px). */
export function Markdown({
  text,
  size = 13,
  className,
}: {
  text: string;
  size?: 13 | 15;
  className?: string;
}) {
  return (
    <div
      className={classNames(
        "wrap-anywhere [&>:first-child]:mt-0 [&>:last-child]:mb-0",
        size === 15 ? "max-w-[68ch] text-15" : "text-13",
        className,
      )}
    >
      <ReactMarkdown components={components}>{text}</ReactMarkdown>
    </div>
  );
}
