import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { createDocumentStore } from "@/components/workflow/document-store.ts";
import { testEditsServer } from "@/components/workflow/test-edits-server.ts";
import { WorkflowContext } from "@/components/workflow/use-workflow.ts";
import type { TrySql as Try } from "@/components/workflow/workflow-props.ts";
import { emptyGraph } from "@/lib/graph/graph.ts";
import type { SqlTrial } from "@/lib/graph/sql-trial.ts";
import { TrySql } from "./sql-trial.tsx";

const statement = "select status from orders\nwhere idd = :id and total > :floor";
const parameters = {
  type: "object" as const,
  properties: {
    id: { type: "string" as const, examples: ["SO-1"] },
    floor: { type: "integer" as const, examples: [5] },
  },
  required: ["id", "floor"],
};

function open(came: Awaited<ReturnType<Try>>, form: SqlTrial["form"] = "read") {
  const sent: SqlTrial[] = [];
  const trySql: Try = async (trial) => {
    sent.push(trial);
    return came;
  };
  const document = { graph: emptyGraph(), layout: {} };
  const { saveEdits } = testEditsServer(document);
  const store = createDocumentStore({ document, name: "W", seq: 0, userId: "ada", saveEdits, trySql });
  render(
    <WorkflowContext value={store}>
      <TrySql
        connectionId="c"
        form={form}
        statement={statement}
        named={["id", "floor"]}
        parameters={parameters}
      />
    </WorkflowContext>,
  );
  return { sent, user: userEvent.setup() };
}

test("the examples are sent with their types, then what a person writes; empty is null", async () => {
  const { sent, user } = open({
    ok: true,
    tried: "rows",
    rows: [{ status: "open", note: null }],
    truncated: false,
    notes: ["1 number has too many digits."],
  });
  await user.click(screen.getByRole("button", { name: "Try it" }));
  expect(sent[0]).toEqual({
    connectionId: "c",
    form: "read",
    statement,
    parameters: { id: "SO-1", floor: 5 },
  });
  expect(screen.getByText("1 row.")).toBeDefined();
  expect(screen.getByRole("region", { name: "Rows of the statement" }).textContent).toContain("open");
  expect(screen.getByText("1 number has too many digits.")).toBeDefined();
  await user.clear(screen.getByLabelText("Try with floor"));
  await user.click(screen.getByRole("button", { name: "Try it again" }));
  expect(sent[1]?.parameters).toEqual({ id: "SO-1", floor: null });
  await user.type(screen.getByLabelText("Try with floor"), "many");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Try it again" }).disabled).toBe(true);
});

test("an error is shown at its place in the statement", async () => {
  const message = 'The database could not run the statement: column "idd" does not exist.';
  const { user } = open({ ok: true, tried: "failed", message, at: statement.indexOf("idd") });
  await user.click(screen.getByRole("button", { name: "Try it" }));
  const alert = screen.getByRole("alert");
  expect(alert.textContent).toContain(message);
  expect(alert.querySelector("code")?.textContent).toBe("where idd = :id and total > :floor");
  expect(alert.querySelector("mark")?.textContent).toBe("idd = :id and total > :floor");
});

test("a changing statement is checked, and a refusal is told", async () => {
  const checked = open({ ok: true, tried: "checked" }, "write");
  await checked.user.click(screen.getByRole("button", { name: "Check it" }));
  expect(screen.getByRole("status").textContent).toContain("Nothing was changed");
});

test("what the server refuses is told", async () => {
  const { user } = open({
    ok: false,
    code: "NOT_FOUND",
    message: "There is no such connection.",
    fields: {},
  });
  await user.click(screen.getByRole("button", { name: "Try it" }));
  expect(screen.getByRole("alert").textContent).toContain("no such connection");
});
