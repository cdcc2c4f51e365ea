import { expect, test } from "vitest";
import { addressProblem, checkUrl, guardedLookup } from "./outbound-guard.ts";
import { ToolProblem } from "./tool-problem.ts";

const strict = { allow: [] };

const refusedUrls = `
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.0x0.0x0.0x1/ http://0x7f.1/
http://017700000001/ http://0177.0.0.1/ http://0177.0.0.01/ http://00000177.0.0.1/ http://127.0.0.1./ http://127.255.255.254/
http://①②⑦.⓪.⓪.①/ http://127。0。0。1/ http://127%2e0%2e0%2e1/ http://１２７.0.0.1/
http://0/ http://0.0.0.0/ http://0.1.2.3/ http://10.0.0.1/ http://10.255.255.255/ http://167772161/ http://012.0.0.1/
http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/ http://0xc0a80001/ http://192.168.257/
http://169.254.169.254/latest/meta-data/ http://0xa9fea9fe/ http://2852039166/ http://0251.0376.0251.0376/ http://169.254.170.2/
http://100.64.0.1/ http://100.100.100.200/ http://100.127.255.255/ http://168.63.129.16/ http://192.0.0.192/ http://192.0.0.170/
http://192.0.2.1/ http://198.51.100.7/ http://203.0.113.9/ http://198.18.0.1/ http://198.19.255.255/ http://192.88.99.1/
http://192.31.196.1/ http://192.52.193.1/ http://192.175.48.1/ http://224.0.0.1/ http://239.255.255.250/ http://240.0.0.1/ http://255.255.255.255/
http://[::]/ http://[::1]/ http://[0:0:0:0:0:0:0:1]/ http://[0000::0001]/ http://[::127.0.0.1]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/
http://[::ffff:0:127.0.0.1]/ http://[::ffff:169.254.169.254]/ http://[::ffff:8.8.8.8]/ http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::1]/
http://[2002:7f00:1::]/ http://[2002:a9fe:a9fe::]/ http://[2001::1]/ http://[2001:0:7f00:1::]/ http://[2001:10::1]/ http://[2001:20::1]/ http://[2001:db8::1]/
http://[fc00::1]/ http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fec0::1]/ http://[ff02::1]/ http://[100::1]/ http://[3fff::1]/ http://[5f00::1]/ http://[2620:4f:8000::1]/ http://[4000::1]/
ftp://example.com/ file:///etc/passwd gopher://127.0.0.1:70/ data:text/plain,x ws://example.com/
http://user@example.com/ http://user:secret@example.com/ http://example.com@127.0.0.1/ http://127.0.0.1#@example.com/ http://127.0.0.1\\@example.com/
`
  .trim()
  .split(/\s+/);

test.each(refusedUrls)("%s is refused before anything is dialled", (text) => {
  expect(() => checkUrl(new URL(text), strict)).toThrow(ToolProblem);
});

test.each([
  "http://8.8.8.8/",
  "https://1.1.1.1/",
  "http://100.63.255.255/",
  "http://100.128.0.1/",
  "http://172.15.0.1/",
  "http://172.32.0.1/",
  "http://192.167.1.1/",
  "http://223.255.255.255/",
  "https://[2606:4700:4700::1111]/",
  "https://[2a00:1450:4001::1]/",
  "https://example.com/a?b#c",
])("%s is allowed", (text) => {
  expect(() => checkUrl(new URL(text), strict)).not.toThrow();
});

test("an address with a zone, or no address at all, is refused", () => {
  expect(addressProblem("fe80::1%eth0", strict)).not.toBeNull();
  expect(addressProblem("2606:4700::1111%eth0", strict)).not.toBeNull();
  expect(addressProblem("localhost", strict)).not.toBeNull();
});

test("the operator's list opens exactly what it names", () => {
  const policy = { allow: ["127.0.0.1", "10.1.0.0/16", "fd00::/8"] };
  expect(["127.0.0.1", "10.1.2.3", "fd12::1"].map((address) => addressProblem(address, policy))).toEqual([
    null,
    null,
    null,
  ]);
  for (const address of ["127.0.0.2", "10.2.0.1", "fe80::1", "::ffff:127.0.0.1"])
    expect(addressProblem(address, policy)).not.toBeNull();
});

type Answer = { address: string; family: number }[];
const look = (answer: Answer, all: boolean) =>
  new Promise<{ error: Error | null; address: unknown }>((done) => {
    guardedLookup(strict, async () => answer)("service.example", { all }, (error, address) =>
      done({ error, address }),
    );
  });

test.each([
  [[{ address: "127.0.0.1", family: 4 }]],
  [[{ address: "169.254.169.254", family: 4 }]],
  [[{ address: "::ffff:10.0.0.1", family: 6 }]],
  [
    [
      { address: "8.8.8.8", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ],
  ],
  [
    [
      { address: "8.8.8.8", family: 4 },
      { address: "::1", family: 6 },
    ],
  ],
])("a name that leads to %j is refused", async (answer) => {
  for (const all of [true, false]) {
    const { error } = await look(answer, all);
    expect(error).toBeInstanceOf(ToolProblem);
    expect(error?.message).toContain("service.example");
  }
});

test("a name with public addresses is dialled at the address that was checked", async () => {
  const answer = [
    { address: "8.8.8.8", family: 4 },
    { address: "2606:4700::1111", family: 6 },
  ];
  expect(await look(answer, true)).toEqual({ error: null, address: answer });
  expect(await look(answer, false)).toEqual({ error: null, address: "8.8.8.8" });
  expect((await look([], true)).error).toMatchObject({ code: "ENOTFOUND" });
});
