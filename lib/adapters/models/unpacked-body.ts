import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

const EACH_PIECE = { flush: constants.Z_SYNC_FLUSH };

/**
 * A response's body as it was before compression. Some gateways compress whatever they are asked for; each piece is
 * unpacked when it comes, so that a stream stays one. The message itself where its body is not compressed.
 */
export function unpacked(message: IncomingMessage): Readable {
  const through = unpacker(message.headers["content-encoding"]?.trim().toLowerCase());
  if (!through) return message;
  let begun = false;
  message.once("data", () => {
    begun = true;
  });
  message.once("end", () => {
    // Nothing at all is an empty body, and no broken archive.
    if (begun) through.end();
    else through.push(null);
  });
  message.once("error", (error) => through.destroy(error));
  message.once("close", () => {
    if (!message.complete) through.destroy();
  });
  return message.pipe(through, { end: false });
}

/** What went wrong with a body, in words of ours where it is about its compression. */
export function bodyError(error: Error): Error {
  const code = "code" in error ? String(error.code) : "";
  if (!/^Z_|^ERR__|BROTLI/.test(code)) return error;
  return new Error("its compressed content is damaged or not whole", { cause: error });
}

function unpacker(coding: string | undefined) {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip(EACH_PIECE);
    case "deflate":
      return createInflate(EACH_PIECE);
    case "br":
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH });
    default:
      return null;
  }
}
