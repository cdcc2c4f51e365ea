import { expect, test } from "vitest";
import { forbiddenAddress, guardedLookup } from "./forbidden-address.ts";
import { createKeepAliveFetch } from "./keep-alive-fetch.ts";

test.each([
  "169.254.169.254",
  "[fe80::1]",
  "[::ffff:169.254.169.254]",
  "[64:ff9b::a9fe:a9fe]",
  "[fd00:ec2::254]",
  "168.63.129.16",
  "100.100.100.200",
  "224.0.0.1",
  "255.255.255.255",
  "[2002:a9fe:a9fe::1]",
])("%s is refused before anything is sent", async (host) => {
  const wire = createKeepAliveFetch();
  await expect(wire.fetch(`http://${host}/v1/models`)).rejects.toThrow("is no address of a model endpoint");
});

test.each(["http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/"])(
  "%s, another way to write one, is refused",
  async (url) => {
    await expect(createKeepAliveFetch().fetch(url)).rejects.toThrow("is no address of a model endpoint");
  },
);

test("0.0.0.0 is refused with what to use instead", () => {
  expect(forbiddenAddress("0.0.0.0")).toContain("use 127.0.0.1");
});

test.each([
  "127.0.0.1",
  "[::1]",
  "10.0.0.5",
  "192.168.1.20",
  "8.8.8.8",
  "[2606:4700::1111]",
  "model.example",
])("%s may hold a model", (host) => {
  expect(forbiddenAddress(host)).toBeNull();
});

test("names are looked up as usual", async () => {
  const found = await new Promise((resolve, reject) => {
    guardedLookup("localhost", { all: true }, (error, addresses) =>
      error ? reject(error) : resolve(addresses),
    );
  });
  expect(found).toContainEqual({ address: "127.0.0.1", family: 4 });
});
