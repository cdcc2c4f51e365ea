import { classNames } from "@/components/ui/class-names.ts";
import type { KindLook } from "@/components/ui/kind-look.ts";

type Props = {
  look: Pick<KindLook, "Icon" | "wash" | "text" | "shape">;
  /** Edge of the tile, px. */
  size?: 20 | 24 | 48;
};

const sizes = { 20: "size-5", 24: "size-6", 48: "size-12" };

/** The icon of a node, or of what may become one, on a tile of its kind's shape and quiet hue. */
export function LookTile({ look: { Icon, wash, text, shape }, size = 24 }: Props) {
  return (
    <span className={classNames("flex shrink-0 items-center justify-center", sizes[size], shape, wash, text)}>
      <Icon size={Math.round(size * 0.58)} strokeWidth={1.75} aria-hidden />
    </span>
  );
}
