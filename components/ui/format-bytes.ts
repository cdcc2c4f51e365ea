/** A size with decimal units: "812 B", "4.1 kB", "12 kB", "3.2 MB". */
export function formatBytes(bytes: number): string {
  let size = bytes;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    const digits = unit === "B" || size >= 9.95 ? 0 : 1;
    if (size < 999.5 || unit === "GB") return `${size.toFixed(digits)} ${unit}`;
    size /= 1000;
  }
  throw new Error(`Expected a number of bytes, got ${bytes}`);
}
