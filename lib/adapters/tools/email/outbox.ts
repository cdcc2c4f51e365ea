/** A mail that is complete: one line each for addresses and subject. */
export interface Mail {
  workspaceId: string;
  runId: string;
  from: string;
  to: string[];
  subject: string;
  body: string;
}

/** What the outbox answers to a mail; `repeated` when the key was there already. */
export interface OutboxReceipt {
  id: string;
  repeated: boolean;
}

/** Keeps mails in place of sending them. The same workspace and key twice is one mail with the same receipt id. */
export interface Outbox {
  send(mail: Mail, key: string): Promise<OutboxReceipt>;
}

/** An outbox in memory, for tests. */
export function memoryOutbox(): Outbox & { mails: (Mail & { id: string })[] } {
  const mails: (Mail & { id: string; key: string })[] = [];
  return {
    mails,
    async send(mail, key) {
      const earlier = mails.find((kept) => kept.workspaceId === mail.workspaceId && kept.key === key);
      if (earlier) return { id: earlier.id, repeated: true };
      const id = `mail-${mails.length + 1}`;
      mails.push({ ...mail, id, key });
      return { id, repeated: false };
    },
  };
}
