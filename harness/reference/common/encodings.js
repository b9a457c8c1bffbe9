/**
 * Text as bytes and bytes as text, in the encodings that the file functions know by these names.
 */

/** @type {Record<string, {encode: (text: string) => Uint8Array, decode: (bytes: Uint8Array) => string}>} */
export const encodings = {
  utf8: { encode: (text) => new TextEncoder().encode(text), decode: (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes) },
  utf16le: { encode: toUtf16, decode: (bytes) => new TextDecoder("utf-16le", { ignoreBOM: true }).decode(bytes) },
  latin1: { encode: toLatin1, decode: fromLatin1 },
  ascii: { encode: toLatin1, decode: (bytes) => fromLatin1(bytes.map((byte) => byte & 0x7f)) },
  base64: { encode: fromBase64, decode: toBase64 },
  hex: { encode: fromHex, decode: toHex },
};
encodings["utf-8"] = encodings.utf8;
encodings["utf-16le"] = encodings.utf16le;
encodings.ucs2 = encodings.utf16le;
encodings["ucs-2"] = encodings.utf16le;
encodings.binary = encodings.latin1;

/** So many characters at a time are handed over as arguments. */
const PIECE = 8192;

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  return btoa(fromLatin1(bytes));
}

/** @param {string} text */
export function fromBase64(text) {
  return toLatin1(atob(text));
}

/** @param {Uint8Array} bytes */
export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Error("the data is not hexadecimal");
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => parseInt(text.slice(index * 2, index * 2 + 2), 16));
}

function toUtf16(text) {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), true);
  return bytes;
}

function toLatin1(text) {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

function fromLatin1(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += PIECE) text += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  return text;
}
