import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeepAliveFetch } from "../models/keep-alive-fetch.ts";
import { kindOfAddress } from "./address-kind.ts";
import {
  checkHost,
  checkUrl,
  documentsPolicy,
  guardedLookup,
  OutboundRefusal,
  ownersPolicy,
} from "./outbound-guard.ts";

const strict = documentsPolicy([]);

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
http://[::ffff:0:127.0.0.1]/ http://[::ffff:169.254.169.254]/ http://[::ffff:8.8.8.8]/ http://[64:ff9b:1:7f00:1::]/ http://[2001:db8::5efe:127.0.0.1]/ http://[2a00::5efe:127.0.0.1]/ http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a9fe:a9fe]/ http://[64:ff9b:1::1]/
http://[2002:7f00:1::]/ http://[2002:a9fe:a9fe::]/ http://[2001::1]/ http://[2001:0:7f00:1::]/ http://[2001:10::1]/ http://[2001:20::1]/ http://[2001:db8::1]/
http://[fc00::1]/ http://[fd00:ec2::254]/ http://[fe80::1]/ http://[fec0::1]/ http://[ff02::1]/ http://[100::1]/ http://[3fff::1]/ http://[5f00::1]/ http://[2620:4f:8000::1]/ http://[4000::1]/
ftp://example.com/ file:///etc/passwd gopher://127.0.0.1:70/ data:text/plain,x ws://example.com/
http://user@example.com/ http://user:secret@example.com/ http://example.com@127.0.0.1/ http://127.0.0.1#@example.com/ http://127.0.0.1\\@example.com/
`
  .trim()
  .split(/\s+/);

test.each(refusedUrls)("%s is refused before anything is dialled", (text) => {
  expect(() => checkUrl(new URL(text), strict)).toThrow(OutboundRefusal);
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

test("an address with a zone, or no address at all, is never called", () => {
  for (const text of ["fe80::1%eth0", "2606:4700::1111%eth0", "localhost"])
    expect(kindOfAddress(text)).toBe("never");
});

test("the operator's list opens exactly what it names", () => {
  const policy = documentsPolicy(["127.0.0.1", "10.1.0.0/16", "fd00::/8", "169.254.0.0/16", "erp.internal"]);
  const isRefused = (host: string) => {
    try {
      checkHost(host, policy);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(OutboundRefusal);
      return true;
    }
  };
  for (const host of ["127.0.0.1", "10.1.2.3", "[fd12::1]", "erp.internal", "ERP.internal."])
    expect([host, isRefused(host)]).toEqual([host, false]);
  for (const host of [
    "127.0.0.2",
    "10.2.0.1",
    "[fe80::1]",
    "[::ffff:127.0.0.1]",
    "crm.internal",
    "localhost",
  ])
    expect([host, isRefused(host)]).toEqual([host, true]);
});

test("a list of the operator that holds something else is named", () => {
  for (const entry of ["10.0.0.0/33", "1.2.3", "a b", "*", "http://x"])
    expect(() => documentsPolicy([entry])).toThrow(`TUTTI_ALLOW_ADDRESSES: expected addresses`);
});

// What clouds answer a machine's own credentials at, in every notation that reaches it.
const metadata = `
169.254.169.254 169.254.170.2 168.63.129.16 100.100.100.200 192.0.0.192 [fd00:ec2::254] [fd00:ec2::23] [fd20:ce::254] [fd00:42::42]
[fe80::a9fe:a9fe] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::169.254.169.254] [::ffff:0:169.254.169.254] [64:ff9b::a9fe:a9fe]
[64:ff9b::100.100.100.200] [64:ff9b:1::a9fe:a9fe] [64:ff9b:1:a9fe:a9:fe00::] [2002:a9fe:a9fe::1] [2a00::5efe:a9fe:a9fe] [fd00:c1::a9fe:a9fe]
2852039166 0xa9fea9fe 0251.0376.0251.0376 0xa9.254.43518 224.0.0.1 255.255.255.255 [ff02::1] 0.0.0.0 [::]
`
  .trim()
  .split(/\s+/);

test.each(metadata)("%s is never called, by no policy", async (host) => {
  const url = new URL(`http://${host}/`);
  const everything = documentsPolicy(["0.0.0.0/0", "::/0"]);
  for (const policy of [strict, everything, ownersPolicy])
    expect(() => checkUrl(url, policy)).toThrow(OutboundRefusal);
  await expect(createKeepAliveFetch().fetch(url)).rejects.toBeInstanceOf(OutboundRefusal);
});

test.each([
  "127.0.0.1",
  "[::1]",
  "10.0.0.5",
  "192.168.1.20",
  "100.64.1.2",
  "[fd12::1]",
  "8.8.8.8",
  "localhost",
  "ollama",
  "gpu.local",
])("an owner's connection may lead to %s", (host) =>
  expect(() => checkHost(host, ownersPolicy)).not.toThrow(),
);

test("0.0.0.0 is refused with what to use instead", () => {
  expect(() => checkHost("0.0.0.0", ownersPolicy)).toThrow("use 127.0.0.1");
});

test("an IPv4 address that is no public one is none in any IPv6 form either", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), ([a, b, c, d]) => {
      const plain = kindOfAddress(`${a}.${b}.${c}.${d}`);
      const [high, low] = [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
      const forms = ["::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"].map(
        (start) => `${start}${high}:${low}`,
      );
      for (const form of [...forms, `2002:${high}:${low}::1`]) {
        const kind = kindOfAddress(form);
        if (plain === "never" && form !== "::0:1") expect([form, kind]).toEqual([form, "never"]);
        if (plain === "inner") expect(kind).not.toBe("public");
      }
    }),
  );
});

type Answer = { address: string; family: number }[];
const look = (answer: Answer, all: boolean) =>
  new Promise<{ error: Error | null; address: unknown }>((done) => {
    guardedLookup(strict, { resolve: async () => answer })("service.example", { all }, (error, address) =>
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
    expect(error).toBeInstanceOf(OutboundRefusal);
    expect(error?.message).toContain("service.example");
    for (const { address } of answer) expect(error?.message).not.toContain(address);
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

test("a name server that never answers costs the given time and no more", async () => {
  const never = () => new Promise<never>(() => {});
  const error = await new Promise<Error | null>((done) => {
    guardedLookup(strict, { resolve: never, timeoutMs: 20 })("slow.example", { all: true }, (failed) =>
      done(failed),
    );
  });
  expect(error).toMatchObject({ code: "EAI_AGAIN", message: expect.stringContaining("slow.example") });
});
