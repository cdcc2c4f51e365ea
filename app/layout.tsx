import type { ReactNode } from "react";

export const metadata = { title: "Tutti" };

/** The document around every page. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
