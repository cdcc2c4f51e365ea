import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Markdown } from "./markdown.tsx";

test("raw HTML, images and script links of a model's text never reach the page", () => {
  const { container } = render(
    <Markdown
      text={
        'Hi <img src=x onerror="alert(1)"> <script>alert(1)</script> ![p](https://a.test/p.png) [go](javascript:alert(1))'
      }
    />,
  );
  expect(container.querySelector("img, script")).toBeNull();
  expect(container.innerHTML).not.toContain("javascript:");
  expect(container.textContent).toContain("Hi");
});

test("links open outside without telling where they came from", () => {
  render(<Markdown text="[the order](https://a.test/1)" />);
  const link = screen.getByRole("link", { name: "the order" });
  expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
});
