import { expect, test } from "vitest";
import { type OwnerViewer, ownerAs } from "../accounts/viewer.ts";
import { refusalOf } from "../action.ts";
import { AppError } from "../app-error.ts";
import { routeError } from "../route.ts";
import { takeStart } from "./start-limit.ts";

const person = (userId: string, workspaceId: string): OwnerViewer =>
  ownerAs({ userId, workspaceId, slug: workspaceId, name: userId, email: "" });

function refused(work: () => void): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("expected a refusal");
}

test("a person starts up to 300 runs a minute; the next is refused with 429 and when to come again", async () => {
  const ada = person("ada", "one");
  for (let start = 0; start < 300; start += 1) takeStart(ada, start * 10);
  const error = refused(() => takeStart(ada, 30_000));
  expect(refusalOf(error)).toMatchObject({
    code: "TOO_MANY",
    message:
      "You have started 300 runs within a minute, which is the most that is allowed. No run was started; try again in 30 s.",
  });
  const response = routeError(error);
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("30");
  takeStart(person("bob", "one"), 30_000);
  takeStart(ada, 60_001);
});

test("the people of a workspace share its own limit", () => {
  for (let start = 0; start < 1_000; start += 1) takeStart(person(`p${start % 10}`, "two"), start);
  expect(refused(() => takeStart(person("p10", "two"), 1_000)).message).toContain(
    "This workspace has started 1000",
  );
  takeStart(person("p10", "three"), 1_000);
});
