import { expect, test } from "vitest";
import { newTool } from "../new-node.ts";
import { orderException } from "../templates/order-exception.ts";
import { validate } from "../validate.ts";
import { allOnline, edited, lookAt, type ProblemCase, set } from "./problem-cases.ts";

const http = {
  ...newTool("http"),
  method: "POST",
  url: "https://api.example.com/orders/{{ parameters.name }}",
};
const tool = (change: object) => [set("mail", ["tool"], { ...http, ...change })];

const cases: ProblemCase[] = [
  ...[
    "http://127.0.0.1:8080/x",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[fd00::7]/",
    "http://192.168.1.7/{{ parameters.name }}",
    "https://10.0.0.7",
    "http://localhost:3000/{{ parameters.name }}",
    "http://erp.internal/",
    "https://erp/orders",
  ].map((url) => ({
    what: `a tool that calls ${url}`,
    edits: tool({ url }),
    code: "inner-address" as const,
    at: "mail",
    warning: true as const,
    fixed: false as const,
    says: "TUTTI_ALLOW_ADDRESSES=",
  })),
  {
    what: "a password in a URL",
    edits: tool({ url: "https://user:secret@api.example.com/" }),
    code: "url-refused",
    at: "mail",
    fixed: false,
  },
  {
    what: "a URL of another kind",
    edits: tool({ url: "ftp://api.example.com/" }),
    code: "url-refused",
    at: "mail",
    fixed: false,
  },
  ...["Host", "X-Forwarded-For", "Content-Length", "a b"].map((name) => ({
    what: `the header ${name}`,
    edits: tool({ headers: [{ id: "h1", name, value: "x" }] }),
    code: "header-refused" as const,
    at: "mail",
    says: name,
  })),
  {
    what: "a body that is to be JSON and is none",
    edits: tool({ body: '{"a": {{ parameters.name }}, }' }),
    code: "body-refused",
    at: "mail",
    fixed: false,
  },
  {
    what: "a body in parts with values",
    edits: tool({
      headers: [{ id: "h1", name: "Content-Type", value: "multipart/form-data; boundary=x" }],
      body: "--x {{ parameters.name }}",
    }),
    code: "body-refused",
    at: "mail",
    fixed: false,
  },
];

test.each(cases)("$what is told", (one) => {
  const { issue, mended, stubborn } = lookAt(one);
  expect(issue?.message).toMatch(/[.]$/);
  expect(mended).toBe(one.fixed ?? true);
  expect(stubborn).toEqual([]);
});

test.each([
  { url: "https://api.example.com/{{ parameters.name }}" },
  { url: "https://{{ parameters.name }}.example.com/" },
  { url: "https://8.8.8.8/" },
  { url: "https://[2606:4700::1111]/" },
  { url: "{{ parameters.name }}" },
  { body: '{"a": {{ parameters.name }}, "b": "{{ parameters.name }}"}' },
  { body: "{{ parameters.name }}" },
  { body: "{a", headers: [{ id: "h1", name: "Content-Type", value: "text/plain" }] },
])("nothing is said of %j", (change) => {
  const ours = ["inner-address", "url-refused", "header-refused", "body-refused"];
  const issues = validate(edited(orderException().graph, tool(change)), allOnline);
  expect(issues.filter(({ code }) => ours.includes(code))).toEqual([]);
});
