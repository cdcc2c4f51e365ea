"use client";

import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { Switch } from "@/components/ui/switch.tsx";
import { TextArea } from "@/components/ui/text-area.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { DEFAULT_MAIL_LIMITS } from "@/lib/graph/mail-limits.ts";
import type { HttpSetup, PostgresSetup, ServiceSetup, SmtpSetup } from "@/lib/views/connection-setup.ts";

/** What a new connection of a kind begins with. */
export function blankSetup(kind: ServiceSetup["kind"]): ServiceSetup {
  switch (kind) {
    case "postgres":
      return { kind, host: "", port: 5432, database: "", user: "", sslmode: "require" };
    case "smtp":
      return {
        kind,
        host: "",
        port: 587,
        tls: "required",
        user: "",
        from: "",
        allowedRecipients: [],
        anyRecipient: false,
      };
    case "http":
      return { kind, origin: "", headerName: "Authorization" };
  }
}

/** A stored setup as the form shows it: of a mail server without a list of recipients, that it writes to anybody. */
export function shownSetup(setup: ServiceSetup): ServiceSetup {
  if (setup.kind !== "smtp") return setup;
  return { ...setup, anyRecipient: setup.anyRecipient ?? setup.allowedRecipients.length === 0 };
}

type Props<Setup> = {
  setup: Setup;
  onChange: (setup: Setup) => void;
  /** What is wrong, by the name of the field. */
  wrong: Record<string, string>;
};

/** The fields of a connection to something else than a model; the secret is not among them. */
export function ServiceFields({ setup, onChange, wrong }: Props<ServiceSetup>) {
  switch (setup.kind) {
    case "postgres":
      return <PostgresFields setup={setup} onChange={onChange} wrong={wrong} />;
    case "smtp":
      return <SmtpFields setup={setup} onChange={onChange} wrong={wrong} />;
    case "http":
      return <HttpFields setup={setup} onChange={onChange} wrong={wrong} />;
  }
}

function HostAndPort<Setup extends PostgresSetup | SmtpSetup>({ setup, onChange, wrong }: Props<Setup>) {
  return (
    <div className="grid grid-cols-[1fr_7rem] gap-3">
      <TextField
        label="Host"
        mono
        value={setup.host}
        onValueChange={(host) => onChange({ ...setup, host })}
        error={wrong.host}
      />
      <NumberField
        label="Port"
        min={1}
        max={65_535}
        value={setup.port}
        onValueChange={(port) => onChange({ ...setup, port: port ?? 0 })}
        error={wrong.port}
      />
    </div>
  );
}

function PostgresFields({ setup, onChange, wrong }: Props<PostgresSetup>) {
  return (
    <>
      <HostAndPort setup={setup} onChange={onChange} wrong={wrong} />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Database"
          mono
          value={setup.database}
          onValueChange={(database) => onChange({ ...setup, database })}
          error={wrong.database}
        />
        <TextField
          label="User"
          mono
          hint="One of its own, with only the rights that tools need"
          value={setup.user}
          onValueChange={(user) => onChange({ ...setup, user })}
          error={wrong.user}
        />
      </div>
      <Select
        label="Encryption"
        value={setup.sslmode}
        onValueChange={(sslmode) => onChange({ ...setup, sslmode })}
        options={[
          { value: "verify-full", label: "Required, certificate checked" },
          { value: "require", label: "Required" },
          { value: "disable", label: "None, for a database on this machine" },
        ]}
      />
    </>
  );
}

function SmtpFields({ setup, onChange, wrong }: Props<SmtpSetup>) {
  return (
    <>
      <HostAndPort setup={setup} onChange={onChange} wrong={wrong} />
      <Select
        label="Encryption"
        value={setup.tls}
        onValueChange={(tls) => onChange({ ...setup, tls })}
        options={[
          { value: "required", label: "STARTTLS", hint: "Usually port 587" },
          { value: "implicit", label: "TLS from the start", hint: "Usually port 465" },
          { value: "none", label: "None", hint: "For a server on this machine" },
        ]}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="User"
          mono
          hint="Empty without a login"
          value={setup.user}
          onValueChange={(user) => onChange({ ...setup, user })}
          error={wrong.user}
        />
        <TextField
          label="From"
          mono
          placeholder="orders@example.com"
          value={setup.from}
          onValueChange={(from) => onChange({ ...setup, from })}
          error={wrong.from}
        />
      </div>
      {!setup.anyRecipient && (
        <TextArea
          label="Allowed recipients"
          mono
          minRows={2}
          hint="One per line: an address, or @example.com for everybody there."
          defaultValue={setup.allowedRecipients.join("\n")}
          onValueChange={(text) => {
            const allowedRecipients = text.split(/[\s,;]+/).filter((line) => line !== "");
            onChange({ ...setup, allowedRecipients });
          }}
          error={wrong.allowedRecipients}
        />
      )}
      <Switch
        label="Anybody may get mail"
        hint="A model that was talked into it could then write to any address."
        checked={setup.anyRecipient ?? false}
        onCheckedChange={(anyRecipient) =>
          onChange({ ...setup, anyRecipient, allowedRecipients: anyRecipient ? [] : setup.allowedRecipients })
        }
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <NumberField
          label="At most, in an hour"
          unit="mails"
          min={1}
          max={1_000_000}
          value={setup.maxPerHour ?? DEFAULT_MAIL_LIMITS.perHour}
          onValueChange={(mails) => onChange({ ...setup, maxPerHour: mails ?? DEFAULT_MAIL_LIMITS.perHour })}
          error={wrong.maxPerHour}
        />
        <NumberField
          label="At most, in one run"
          unit="mails"
          min={1}
          max={1_000_000}
          value={setup.maxPerRun ?? DEFAULT_MAIL_LIMITS.perRun}
          onValueChange={(mails) => onChange({ ...setup, maxPerRun: mails ?? DEFAULT_MAIL_LIMITS.perRun })}
          error={wrong.maxPerRun}
        />
      </div>
    </>
  );
}

function HttpFields({ setup, onChange, wrong }: Props<HttpSetup>) {
  return (
    <>
      <TextField
        label="Address"
        mono
        placeholder="https://api.example.com"
        hint="The secret goes to this address and to no other"
        value={setup.origin}
        onValueChange={(origin) => onChange({ ...setup, origin })}
        error={wrong.origin}
      />
      <TextField
        label="Header of the secret"
        mono
        value={setup.headerName}
        onValueChange={(headerName) => onChange({ ...setup, headerName })}
        error={wrong.headerName}
      />
    </>
  );
}
