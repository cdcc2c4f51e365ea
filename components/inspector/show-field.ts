const focusable =
  "textarea, input:not([type=hidden]):not([aria-hidden=true]), button:not([aria-expanded]), [role=combobox], select";

/**
 * Brings a field into view and focuses it: the most exact place there is for `field` ("tool.rules.2.when" leads to the
 * rules where that rule is not drawn); null is the first field of the form.
 */
export function showField(box: HTMLElement, field: string | null): void {
  const place = field === null ? box.querySelector<HTMLElement>("[data-field]") : nearestPlace(box, field);
  if (!place) return;
  for (let group = place.closest("details"); group; group = group.parentElement?.closest("details") ?? null)
    group.open = true;
  place.scrollIntoView({ block: "center", behavior: "instant" });
  const target = place.matches(focusable) ? place : place.querySelector<HTMLElement>(focusable);
  target?.focus({ preventScroll: true });
}

function nearestPlace(box: HTMLElement, field: string): HTMLElement | null {
  const parts = field.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const place = box.querySelector<HTMLElement>(
      `[data-field="${CSS.escape(parts.slice(0, length).join("."))}"]`,
    );
    if (place) return place;
  }
  return null;
}
