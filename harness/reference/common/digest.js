/**
 * The digests of `getFileInfo`, in hexadecimal digits. The platform has SHA-1 and no MD5, which follows RFC 1321.
 */

import { toHex } from "./encodings.js";

/** @type {Record<string, (bytes: Uint8Array) => string | Promise<string>>} */
export const digests = {
  md5: (bytes) => toHex(md5(bytes)),
  sha1: async (bytes) => toHex(new Uint8Array(await crypto.subtle.digest("SHA-1", bytes))),
};

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0);

/** @param {Uint8Array} bytes */
function md5(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n, true);

  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < padded.length; block += 64) {
    let [a, b, c, d] = state;
    for (let step = 0; step < 64; step += 1) {
      const round = step >> 4;
      const [mixed, word] = [
        [(b & c) | (~b & d), step],
        [(d & b) | (~d & c), (5 * step + 1) % 16],
        [b ^ c ^ d, (3 * step + 5) % 16],
        [c ^ (b | ~d), (7 * step) % 16],
      ][round];
      const sum = (a + mixed + SINES[step] + view.getInt32(block + word * 4, true)) | 0;
      const shift = SHIFTS[round * 4 + (step % 4)];
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    [a, b, c, d].forEach((word, index) => (state[index] = (state[index] + word) | 0));
  }
  const digest = new Uint8Array(16);
  state.forEach((word, index) => new DataView(digest.buffer).setInt32(index * 4, word, true));
  return digest;
}
