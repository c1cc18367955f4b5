// Writes .br and .gz beside a text file, so that the server never compresses on the fly.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const compressible = /\.(?:js|css|html|json|svg|map)$/;

export function precompress(path) {
  if (!compressible.test(path)) return;
  const bytes = readFileSync(path);
  writeFileSync(`${path}.br`, smallestBrotli(bytes));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}

/** Brotli with a window that just holds the file, and the coding of distances that suits it best: nobody waits for a build as a phone waits for bytes. */
function smallestBrotli(bytes) {
  const window = Math.min(constants.BROTLI_MAX_WINDOW_BITS, Math.max(16, Math.ceil(Math.log2(bytes.length + 16))));
  const common = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [constants.BROTLI_PARAM_LGWIN]: window };
  const tries = [0, 1, 2, 3].map((postfix) => brotliCompressSync(bytes, { params: { ...common, [constants.BROTLI_PARAM_NPOSTFIX]: postfix } }));
  return tries.reduce((best, one) => (one.length < best.length ? one : best));
}
