import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/frame/providers.tsx";
import { parseTheme, themeCookie } from "@/components/frame/theme.ts";
import { ownAddress } from "@/lib/server/origin.ts";
import "./globals.css";

export const metadata: Metadata = {
  // Who shows a shared link asks for its picture by the whole address.
  metadataBase: new URL(ownAddress()),
  applicationName: "Tutti",
  title: { default: "Tutti", template: "%s · Tutti" },
  description: "Design teams of LLM agents on a canvas, run them, replay and inspect every trace.",
  manifest: "/manifest.webmanifest",
  icons: {
    icon: [
      { url: "/favicon.ico", sizes: "16x16 32x32 48x48" },
      { url: "/icon.svg", sizes: "any", type: "image/svg+xml" },
    ],
    apple: { url: "/apple-touch-icon.png", sizes: "180x180" },
  },
  openGraph: {
    type: "website",
    siteName: "Tutti",
    images: { url: "/share.png", width: 1200, height: 630, alt: "A run as a score: who played when" },
  },
  twitter: { card: "summary_large_image" },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f3ee" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1014" },
  ],
};

/** The document around every page; the remembered theme is in the first byte, so nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <html
      lang="en"
      data-theme={theme === "system" ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <Providers>
          <div className="app-root">{children}</div>
        </Providers>
      </body>
    </html>
  );
}
