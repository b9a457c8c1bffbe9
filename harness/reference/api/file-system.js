/**
 * `swan.getFileSystemManager`: the one object that reads and writes files by path. What the program may write is below
 * `swan.env.USER_DATA_PATH`. Each function with a Sync form is written once; that form takes its arguments by position
 * and, unlike the Sync functions of `swan` itself, throws when it fails.
 */

import { encodings } from "../common/encodings.js";
import { unzip } from "../common/unzip.js";
import { isIn, LIMIT, USER_FOLDER } from "../logic/file-area.js";
import { existingFile, NO_ROOM, NO_SUCH_FILE, savedFiles } from "./files.js";
import { checkTypes, EXECUTION_FAILED, Failure, parameterError } from "./protocol.js";

const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;

/**
 * @typedef {object} FileFunction
 * @property {Record<string, string>} [args] As in protocol.js, in the order of the Sync form.
 * @property {string} [answers] The member of the result that the Sync form returns.
 * @property {boolean} [asyncOnly]
 * @property {(args: any) => any} run
 */

/** @param {import("./swan.js").Host} host */
export function fileSystemApi({ files, asyncApi, syncApi }) {
  const saved = savedFiles(files);

  /** Relative paths are not known: neither those without a beginning nor those with dots on their way. */
  function absolute(path) {
    if (/(^|\/)\.{1,2}(\/|$)/.test(path)) throw new Failure(EXECUTION_FAILED, `the path ${path} is relative`);
    return path.replace(/\/+$/, "");
  }

  /** A path that the program may write to, in a folder that is there. */
  function writable(path) {
    const place = absolute(path);
    if (!isIn(place, USER_FOLDER)) throw new Failure(EXECUTION_FAILED, `permission denied, ${path}`);
    return place;
  }

  function inFolder(place) {
    const parent = place.slice(0, place.lastIndexOf("/"));
    if (!isFolder(parent)) throw new Failure(NO_SUCH_FILE, `there is no directory ${parent}`);
    return place;
  }

  const isFolder = (place) => files.find(place) !== undefined && !files.find(place).bytes;

  function existing(path) {
    const place = absolute(path);
    const entry = files.find(place);
    if (!entry) throw new Failure(NO_SUCH_FILE, `there is no file or directory ${path}`);
    return { place, entry };
  }

  function folder(path) {
    const { place } = existing(path);
    if (!isFolder(place)) throw new Failure(EXECUTION_FAILED, `${path} is not a directory`);
    return place;
  }

  /** The names of what is directly in a folder. */
  function namesIn(place) {
    const all = files.below(place).map((path) => path.slice(place.length + 1));
    return all.filter((name) => !name.includes("/"));
  }

  function put(path, bytes) {
    const place = inFolder(writable(path));
    if (isFolder(place)) throw new Failure(EXECUTION_FAILED, `${path} is a directory`);
    if (!files.put(place, bytes)) throw new Failure(NO_ROOM, `files are limited to ${LIMIT} bytes`);
  }

  function makeFolder(place, recursive) {
    const parent = place.slice(0, place.lastIndexOf("/"));
    if (recursive && isIn(parent, USER_FOLDER) && !files.find(parent)) makeFolder(parent, recursive);
    files.makeFolder(inFolder(place));
  }

  function append(path, added) {
    const { bytes } = existingFile(files, writable(path));
    const joined = new Uint8Array(bytes.length + added.length);
    joined.set(bytes);
    joined.set(added, bytes.length);
    put(path, joined);
  }

  function rename(oldPath, newPath) {
    const from = writable(existing(oldPath).place);
    const to = inFolder(writable(newPath));
    if (from === to) return;
    if (isFolder(to)) throw new Failure(EXECUTION_FAILED, `${newPath} is a directory`);
    for (const path of [from, ...files.below(from)]) files.move(path, to + path.slice(from.length));
  }

  function stat(path) {
    const { entry } = existing(path);
    const isFile = entry.bytes !== undefined;
    return {
      mode: String(isFile ? FILE_MODE : FOLDER_MODE),
      size: isFile ? entry.bytes.length : 0,
      lastAccessedTime: Math.floor(entry.accessed / 1000),
      lastModifiedTime: Math.floor(entry.modified / 1000),
      isDirectory: () => !isFile,
      isFile: () => isFile,
    };
  }

  async function extract(zipFilePath, targetPath) {
    const target = writable(targetPath);
    const { bytes } = existingFile(files, absolute(zipFilePath));
    for (const { name, bytes: content } of await unzip(bytes)) {
      const place = writable(`${target}/${name}`);
      const inside = name.endsWith("/") ? place : place.slice(0, place.lastIndexOf("/"));
      if (!files.find(inside)) makeFolder(inside, true);
      if (!name.endsWith("/")) put(place, content);
    }
  }

  /** @type {Record<string, FileFunction>} */
  const functions = {
    access: { args: { path: "string" }, run: ({ path }) => void existing(path) },
    readFile: {
      args: { filePath: "string", encoding: "string?" },
      answers: "data",
      run({ filePath, encoding }) {
        const place = absolute(filePath);
        const { bytes } = existingFile(files, place);
        files.touch(place);
        return { data: encoding === undefined ? bytes.slice().buffer : encodingOf(encoding).decode(bytes) };
      },
    },
    writeFile: {
      args: { filePath: "string", data: "string|binary", encoding: "string?" },
      run: ({ filePath, data, encoding }) => put(filePath, bytesOf(data, encoding)),
    },
    appendFile: {
      args: { filePath: "string", data: "string|binary", encoding: "string?" },
      run: ({ filePath, data, encoding }) => append(filePath, bytesOf(data, encoding)),
    },
    copyFile: {
      args: { srcPath: "string", destPath: "string" },
      run: ({ srcPath, destPath }) => put(destPath, existingFile(files, absolute(srcPath)).bytes.slice()),
    },
    rename: { args: { oldPath: "string", newPath: "string" }, run: ({ oldPath, newPath }) => rename(oldPath, newPath) },
    unlink: {
      args: { filePath: "string" },
      run({ filePath }) {
        const place = writable(filePath);
        existingFile(files, place);
        files.remove(place);
      },
    },
    stat: { args: { path: "string" }, answers: "stats", run: ({ path }) => ({ stats: stat(path) }) },
    mkdir: {
      args: { dirPath: "string", recursive: "boolean?" },
      run({ dirPath, recursive = false }) {
        const place = writable(dirPath);
        if (files.find(place)) throw new Failure(EXECUTION_FAILED, `there is something at ${dirPath} already`);
        makeFolder(place, recursive);
      },
    },
    rmdir: {
      args: { dirPath: "string", recursive: "boolean?" },
      run({ dirPath, recursive = false }) {
        const place = folder(writable(dirPath));
        const below = files.below(place);
        if (below.length > 0 && !recursive) throw new Failure(EXECUTION_FAILED, `${dirPath} is not empty`);
        for (const path of [...below, place]) files.remove(path);
      },
    },
    readdir: { args: { dirPath: "string" }, answers: "files", run: ({ dirPath }) => ({ files: namesIn(folder(dirPath)) }) },
    saveFile: {
      args: { tempFilePath: "string", filePath: "string?" },
      answers: "savedFilePath",
      run({ tempFilePath, filePath }) {
        const target = filePath === undefined ? files.newSavedPath() : inFolder(writable(filePath));
        return { savedFilePath: saved.save(tempFilePath, target) };
      },
    },
    getSavedFileList: { asyncOnly: true, run: () => ({ fileList: saved.list() }) },
    removeSavedFile: { asyncOnly: true, args: { filePath: "string" }, run: ({ filePath }) => saved.remove(filePath) },
    getFileInfo: {
      asyncOnly: true,
      args: { filePath: "string" },
      run: ({ filePath }) => ({ size: existingFile(files, absolute(filePath)).bytes.length }),
    },
    unzip: {
      asyncOnly: true,
      args: { zipFilePath: "string", targetPath: "string" },
      run: ({ zipFilePath, targetPath }) => extract(zipFilePath, targetPath),
    },
  };

  /** The Sync form of a function: by position, and a failure is thrown. */
  function throwing(name, { args, answers, run }) {
    const answer = syncApi(`${name}Sync`, (...given) => {
      const named = Object.fromEntries(Object.keys(args).map((arg, index) => [arg, given[index]]));
      checkTypes(args, named);
      return run(named)?.[answers];
    });
    return (...given) => {
      const result = answer(...given);
      if (result instanceof Error) throw result;
      return result;
    };
  }

  const manager = {};
  for (const [name, definition] of Object.entries(functions)) {
    manager[name] = asyncApi(name, { ...definition, keepNumbers: true, binary: ["data"] });
    if (!definition.asyncOnly) manager[`${name}Sync`] = throwing(name, definition);
  }
  return { env: { USER_DATA_PATH: USER_FOLDER }, getFileSystemManager: () => manager };
}

function encodingOf(name) {
  if (!Object.hasOwn(encodings, name)) throw parameterError(`the encoding ${name} is not known`);
  return encodings[name];
}

/** Bytes of the host's own, whatever becomes of what was given. An encoding says nothing about bytes. */
function bytesOf(data, encoding = "utf8") {
  return typeof data === "string" ? encodingOf(encoding).encode(data) : new Uint8Array(data.slice(0));
}
