import { CircleAlert, Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Tone = "info" | "warning" | "error";

type Props = {
  tone?: Tone;
  /** What happened. */
  title: string;
  /** Where, and what to do. */
  children?: ReactNode;
  action?: ReactNode;
  onDismiss?: () => void;
  className?: string;
};

const looks = {
  info: { Icon: Info, box: "before:bg-ink-faint", icon: "text-ink-soft" },
  warning: { Icon: TriangleAlert, box: "before:bg-waiting", icon: "text-waiting" },
  error: { Icon: CircleAlert, box: "before:bg-failed", icon: "text-failed" },
};

/** A message in the place it is about. Errors are announced at once, the others when there is a pause. */
export function Notice({ tone = "info", title, children, action, onDismiss, className }: Props) {
  const { Icon, box, icon } = looks[tone];
  return (
    <div
      role={tone === "error" ? "alert" : "status"}
      className={classNames(
        "relative flex items-start gap-2 overflow-hidden rounded-control border border-line bg-surface py-2 pr-3 pl-4 text-13 before:absolute before:inset-y-0 before:left-0 before:w-[3px]",
        box,
        className,
      )}
    >
      <Icon size={16} aria-hidden className={classNames("mt-0.5 shrink-0", icon)} />
      <div className="min-w-0 flex-1">
        <p className="font-strong">{title}</p>
        {children && <div className="wrap-anywhere text-ink-soft">{children}</div>}
        {action && <div className="mt-2 flex flex-wrap gap-2">{action}</div>}
      </div>
      {onDismiss && (
        <button
          type="button"
          aria-label="Dismiss"
          onClick={onDismiss}
          className="-mr-1 flex size-6 shrink-0 items-center justify-center rounded-mark text-ink-soft hover:bg-pressed hover:text-ink"
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}
