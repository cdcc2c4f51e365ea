import { classNames } from "./class-names.ts";
import { type KindName, kindLooks } from "./kind-look.ts";

type Props = {
  kind: KindName;
  /** Icon size in px. */
  size?: number;
  /** Names the kind for screen readers, where no word stands beside it. */
  named?: boolean;
  className?: string;
};

/** The icon of a node kind in its hue. */
export function KindIcon({ kind, size = 16, named = false, className }: Props) {
  const { Icon, word, text } = kindLooks[kind];
  return (
    <Icon
      size={size}
      strokeWidth={1.75}
      aria-hidden={!named}
      aria-label={named ? word : undefined}
      role={named ? "img" : undefined}
      className={classNames("shrink-0", text, className)}
    />
  );
}
