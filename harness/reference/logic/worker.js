/*
 * The entry of the logic worker. It is a classic worker, because only these have importScripts, which is how the
 * sources of a mini-program run without eval; everything of the host itself is modules behind this one line.
 */
import("./main.js");
