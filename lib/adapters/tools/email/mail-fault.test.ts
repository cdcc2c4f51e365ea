import { expect, test } from "vitest";
import { mailFault } from "./mail-fault.ts";

const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each([
  [error("connect ECONNREFUSED 127.0.0.1:9", { code: "ESOCKET" }), "nothing listens there."],
  [
    error("Invalid login: 535 5.7.8", { code: "EAUTH", response: "535 5.7.8 Bad\r\ncredentials" }),
    "it refused the user or the password. It said: 535 5.7.8 Bad credentials",
  ],
  [
    error("801B:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:record.c:355:", {
      code: "ESOCKET",
    }),
    "encryption could not be agreed on; check the port and the choice of encryption.",
  ],
  [
    error("self-signed certificate", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }),
    "its certificate is not one that this machine trusts.",
  ],
  [
    error("Greeting never received", { code: "ETIMEDOUT" }),
    "it did not answer in time; check the port and the choice of encryption.",
  ],
  ["thrown as it is", "the connection failed."],
])("%s", (thrown, words) => {
  expect(mailFault(thrown)).toBe(words);
});
