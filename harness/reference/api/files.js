/**
 * `swan.saveFile` and its companions: files that the host keeps for the program, under paths that the host chooses.
 */

import { digests } from "../common/digest.js";
import { isIn, LIMIT, SAVED_FOLDER, TEMP_FOLDER } from "../logic/file-area.js";
import { Failure, parameterError } from "./protocol.js";

const INVALID_PATH = 2000;
export const NO_SUCH_FILE = 2001;
export const NO_ROOM = 2002;

/** @param {import("./swan.js").Host} host */
export function filesApi({ files, asyncApi }) {
  const saved = savedFiles(files);

  async function fileInfo({ filePath, digestAlgorithm = "md5" }) {
    const digest = digests[digestAlgorithm];
    if (!digest) throw parameterError("the argument digestAlgorithm must be md5 or sha1");
    const { bytes } = existingFile(files, filePath);
    return { size: bytes.length, digest: await digest(bytes) };
  }

  return {
    saveFile: asyncApi("saveFile", {
      args: { tempFilePath: "string" },
      run: ({ tempFilePath }) => ({ savedFilePath: saved.save(tempFilePath, files.newSavedPath()) }),
    }),
    getSavedFileList: asyncApi("getSavedFileList", { run: () => ({ fileList: saved.list() }) }),
    getSavedFileInfo: asyncApi("getSavedFileInfo", {
      args: { filePath: "string" },
      run({ filePath }) {
        const { size, createTime } = saved.info(filePath);
        return { size, createTime };
      },
    }),
    removeSavedFile: asyncApi("removeSavedFile", {
      args: { filePath: "string" },
      run: ({ filePath }) => saved.remove(filePath),
    }),
    getFileInfo: asyncApi("getFileInfo", {
      args: { filePath: "string", digestAlgorithm: "string?" },
      run: fileInfo,
    }),
  };
}

/** What `swan` and the file system manager do alike. @param {ReturnType<import("../logic/file-area.js").createFileArea>} files */
export function savedFiles(files) {
  function info(path) {
    const { bytes, created } = existingFile(files, path);
    if (!isIn(path, SAVED_FOLDER)) throw new Failure(INVALID_PATH, `${path} is not a saved file`);
    return { filePath: path, size: bytes.length, createTime: Math.floor(created / 1000) };
  }

  return {
    info,
    list: () => files.below(SAVED_FOLDER).map(info),
    /** Moves a temporary file, so that its path is good no more. */
    save(tempFilePath, target) {
      existingFile(files, tempFilePath);
      if (!isIn(tempFilePath, TEMP_FOLDER)) throw new Failure(INVALID_PATH, `${tempFilePath} is not a temporary file`);
      if (!files.move(tempFilePath, target)) throw new Failure(NO_ROOM, `files are limited to ${LIMIT} bytes`);
      return target;
    },
    remove(path) {
      files.remove(info(path).filePath);
    },
  };
}

/** @returns {import("../logic/file-area.js").Entry} */
export function existingFile(files, path) {
  const entry = files.find(path);
  if (!entry?.bytes) throw new Failure(NO_SUCH_FILE, `there is no file ${path}`);
  return entry;
}
