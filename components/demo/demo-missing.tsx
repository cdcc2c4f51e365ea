"use client";

import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Page } from "@/components/frame/page.tsx";
import { Button } from "@/components/ui/button.tsx";
import { CopyButton } from "@/components/ui/copy-button.tsx";
import { Notice } from "@/components/ui/notice.tsx";

type Props = {
  /** What keeps it from being set up, in a sentence. */
  why: string;
  /** What somebody with more rights in the database can run about it. */
  sql: string[];
};

/** In the demo company's place while it can't be set up: why not, and what to do. */
export function DemoMissing({ why, sql }: Props) {
  const router = useRouter();
  const [looking, look] = useTransition();
  const script = sql.map((statement) => `${statement};`).join("\n");
  return (
    <Page title="Demo company" description="Three systems to practise on. They are not set up yet.">
      <Notice
        tone="warning"
        title="The demo company is not set up"
        action={
          <>
            <Button
              size={28}
              busy={looking}
              icon={<RefreshCw size={14} aria-hidden />}
              onClick={() => look(() => router.refresh())}
            >
              Look again
            </Button>
            {script !== "" && <CopyButton text={script} label="Copy the SQL" withWord />}
          </>
        }
      >
        <p>{why}</p>
        {script !== "" && (
          <section aria-label="SQL to run" className="mt-2 overflow-x-auto">
            <pre className="figures text-12">{script}</pre>
          </section>
        )}
      </Notice>
    </Page>
  );
}
