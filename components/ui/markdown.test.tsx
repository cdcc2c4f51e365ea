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
  expect(container.querySelector("a")).toBeNull();
  expect(container.textContent).toContain('Hi <img src=x onerror="alert(1)"> <script>alert(1)</script>');
  expect(container.textContent).toContain("[Image left out: p (a.test)]");
});

test("links open outside without telling where they came from", () => {
  render(<Markdown text="[the order](https://a.test/1)" />);
  const link = screen.getByRole("link", { name: "the order" });
  expect(link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
});

test.each([
  ["[the order](https://a.test/1)", "the order (a.test)"],
  ["[bank.test](https://evil.test)", "bank.test (evil.test)"],
  ["[https://bank.test](https://evil.test)", "https://bank.test (evil.test)"],
  ["[bаnk.test](https://bаnk.test)", "bаnk.test (xn--bnk-6cd.test)"],
  ["<https://a.test/x>", "https://a.test/x"],
  ["[a.test](https://a.test)", "a.test"],
  ["[write](mailto:ada@a.test)", "write (ada@a.test)"],
  ["![](https://a.test/p.png)", "[Image left out (a.test)]"],
  ["![chart](data:image/png;base64,AAAA)", "[Image left out: chart]"],
  ["<b>bold</b>", "<b>bold</b>"],
  ["<div>\n\nwhole reply\n\n</div>", "<div>\nwhole reply\n</div>"],
])("%s reads “%s”", (text, shown) => {
  const { container } = render(<Markdown text={text} />);
  expect(container.textContent?.replace(/\n+/g, "\n")).toBe(shown);
});

test("an id with an @ is no mail link, and a link into this app is only words", () => {
  const { container } = render(
    <Markdown text={"Sent as <20261129.1@mail.test>. [Out](/api/auth/sign-out)"} />,
  );
  expect(container.querySelector("a")).toBeNull();
  expect(container.textContent).toBe("Sent as <20261129.1@mail.test>. Out (/api/auth/sign-out)");
});
