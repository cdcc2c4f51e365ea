import type { ReactNode } from "react";

type Props = { icon?: ReactNode; title: ReactNode; subtitle?: ReactNode; children?: ReactNode };

/** The head of a form: what is selected, and what may be done with it as a whole. */
export function FormHead({ icon, title, subtitle, children }: Props) {
  return (
    <header className="flex items-start gap-2 px-4 pt-3 pb-2">
      {icon}
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-13">{title}</h2>
        {subtitle && <p className="text-12 text-ink-faint">{subtitle}</p>}
      </div>
      {children}
    </header>
  );
}
