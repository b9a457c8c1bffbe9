/**
 * Pictures: those that a person chooses, what they measure, smaller copies of them, and a look at them.
 */

import { isIn, SAVED_FOLDER, TEMP_FOLDER, USER_FOLDER } from "../logic/file-area.js";
import { existingFile } from "./files.js";
import { EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

const CANCELLED = 1002;
const NO_PICTURE = 1003;

/** What the files of pictures begin with. */
const SIGNATURES = { png: [0x89, 0x50, 0x4e, 0x47], jpeg: [0xff, 0xd8, 0xff], gif: [0x47, 0x49, 0x46, 0x38] };

/** @param {import("./swan.js").Host} host */
export function imageApi({ shell, files, launch, asyncApi }) {
  /** The bytes of a picture: one of the program's files, one of its package, or one of the network. */
  async function bytesOf(src) {
    if (src === "") throw parameterError("the argument src is empty");
    if ([USER_FOLDER, SAVED_FOLDER, TEMP_FOLDER].some((folder) => isIn(src, folder))) return existingFile(files, src).bytes;
    const response = await fetch(new URL(src.replace(/^\//, ""), launch.base));
    if (!response.ok) throw new Failure(EXECUTION_FAILED, `${src} is answered with ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }

  async function read(bytes) {
    const type = Object.keys(SIGNATURES).find((each) => SIGNATURES[each].every((byte, index) => bytes[index] === byte));
    try {
      return { type: type ?? "unknown", picture: await createImageBitmap(new Blob([bytes])) };
    } catch {
      throw new Failure(NO_PICTURE, "the picture cannot be read");
    }
  }

  return {
    chooseImage: asyncApi("chooseImage", {
      args: { count: "string?", sizeType: "array?", sourceType: "array?" },
      async run({ count = "9" }) {
        const { refused, chosen } = await shell.call("images.choose", { count: Number(count) });
        if (refused) throw new Failure(EXECUTION_FAILED, refused);
        if (!chosen) throw new Failure(CANCELLED, "the user cancelled");
        const tempFiles = chosen.map((bytes) => ({ path: files.addTemp(new Uint8Array(bytes)), size: bytes.byteLength }));
        return { tempFilePaths: tempFiles.map(({ path }) => path), tempFiles };
      },
    }),
    getImageInfo: asyncApi("getImageInfo", {
      args: { src: "string" },
      async run({ src }) {
        const { type, picture } = await read(await bytesOf(src));
        // A browser turns a picture as its camera says before it measures it.
        return { width: picture.width, height: picture.height, path: src, orientation: "up", type };
      },
    }),
    compressImage: asyncApi("compressImage", {
      args: { src: "string", quality: "string?" },
      async run({ src, quality = "80" }) {
        const bytes = await bytesOf(src);
        const { type, picture } = await read(bytes);
        return { tempFilePath: files.addTemp(type === "jpeg" ? await smaller(picture, Number(quality) / 100) : bytes.slice()) };
      },
    }),
    previewImage: asyncApi("previewImage", {
      args: { urls: "array?", images: "array?", current: "string?" },
      async run({ urls = [], images = [], current }) {
        const all = [...urls, ...images.map(({ url }) => url)];
        if (all.length === 0) throw parameterError("there is nothing in urls and images");
        await shell.call("images.preview", { url: current ?? all[0] });
      },
    }),
  };
}

async function smaller(picture, quality) {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality });
  return new Uint8Array(await blob.arrayBuffer());
}
