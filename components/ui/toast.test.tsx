import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { toast } from "./toast.ts";
import { Toaster } from "./toaster.tsx";

test("a message that is raised before there is a place for messages appears once there is", async () => {
  toast.error("The name was not changed", { description: "The server can't be reached" });
  render(<Toaster />);
  expect(await screen.findByText("The name was not changed")).toBeDefined();
  expect(screen.getByText("The server can't be reached")).toBeDefined();
});
