import { afterEach, beforeEach, expect, test } from "vitest";
import { focusNode } from "./focus-node.ts";

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const draw = (html: string) => document.body.insertAdjacentHTML("beforeend", html);
const focused = () => document.activeElement?.id;

beforeEach(() => {
  document.body.innerHTML = '<div class="canvas"></div><button id="other"></button>';
});

// Other tests may share the document.
afterEach(() => document.body.replaceChildren());

const drawNode = () =>
  document
    .querySelector(".canvas")
    ?.insertAdjacentHTML(
      "beforeend",
      '<div class="react-flow__node" data-id="a" id="node" tabindex="-1"></div>',
    );

test("a node that is drawn has the focus at once, and keeps it when what closes gives it elsewhere", async () => {
  drawNode();
  focusNode("a");
  expect(focused()).toBe("node");
  document.getElementById("other")?.focus();
  await nextFrame();
  expect(focused()).toBe("node");
});

test("a node that is drawn later has the focus then", async () => {
  focusNode("a");
  await nextFrame();
  drawNode();
  await nextFrame();
  await nextFrame();
  expect(focused()).toBe("node");
});

test("what was opened meanwhile keeps the focus", async () => {
  drawNode();
  focusNode("a");
  draw('<div role="dialog"><button id="inside"></button></div>');
  document.getElementById("inside")?.focus();
  await nextFrame();
  await nextFrame();
  expect(focused()).toBe("inside");
});
