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

/** The icon of a node kind on a tile of its own shape and quiet ground; `tile` is its edge in px. */
export function KindTile({ kind, tile = 24, named, className }: Props & { tile?: number }) {
  const { wash, shape, text } = kindLooks[kind];
  return (
    <span
      style={{ width: tile, height: tile }}
      className={classNames("inline-flex shrink-0 items-center justify-center", text, wash, shape, className)}
    >
      <KindIcon kind={kind} size={Math.round(tile * 0.58)} named={named} />
    </span>
  );
}
