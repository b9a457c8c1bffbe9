/**
 * The canvas: a context that writes down what is to be drawn, and what is done with the pixels. What is seen is in
 * `shell/canvas.js`.
 */

import { Failure, EXECUTION_FAILED, parameterError } from "./protocol.js";

/** The font of a context that was told none. */
const FONT = "10px sans-serif";

/** What a context can be told, and the drawing on the screen as well. */
const COMMANDS = [
  "arc", "beginPath", "bezierCurveTo", "clearRect", "clip", "closePath", "fill", "fillRect", "lineTo", "moveTo",
  "quadraticCurveTo", "rect", "restore", "rotate", "save", "scale", "setTransform", "stroke", "strokeRect", "transform",
  "translate",
];

/** What is set by a function here, and by a property there. */
const SETTINGS = {
  setFillStyle: "fillStyle",
  setGlobalAlpha: "globalAlpha",
  setLineCap: "lineCap",
  setLineDashOffset: "lineDashOffset",
  setLineJoin: "lineJoin",
  setLineWidth: "lineWidth",
  setMiterLimit: "miterLimit",
  setStrokeStyle: "strokeStyle",
  setTextAlign: "textAlign",
};

/** The one value that has another name there. */
const BASELINES = { normal: "alphabetic" };

/** @param {import("./swan.js").Host} host */
export function canvasApi({ shell, router, files, report, asyncApi, syncApi }) {
  /** Text is measured where no canvas is: a width is wanted at once. */
  const measure = new OffscreenCanvas(1, 1).getContext("2d");

  class CanvasGradient {
    constructor(kind, places) {
      Object.assign(this, { kind, places, stops: [] });
    }

    addColorStop(stop, color) {
      this.stops.push([stop, color]);
    }
  }

  class CanvasContext {
    /** The canvas is the one of the page that is shown. */
    #page = router.current()?.id;
    #canvasId;
    #commands = [];
    font = FONT;

    constructor(canvasId) {
      this.#canvasId = canvasId;
      for (const name of COMMANDS) this[name] = (...args) => this.#add("call", name, args);
      for (const [name, property] of Object.entries(SETTINGS)) this[name] = (value) => this.#add("set", property, [plain(value)]);
    }

    setTextBaseline(baseline) {
      this.#add("set", "textBaseline", [BASELINES[baseline] ?? baseline]);
    }

    setFontSize(size) {
      this.font = this.font.replace(/[\d.]+px/, `${size}px`);
    }

    setLineDash(pattern, offset = 0) {
      this.#add("call", "setLineDash", [pattern]);
      this.#add("set", "lineDashOffset", [offset]);
    }

    setShadow(x, y, blur, color) {
      const shadow = { shadowOffsetX: x, shadowOffsetY: y, shadowBlur: blur, shadowColor: color };
      for (const [property, value] of Object.entries(shadow)) this.#add("set", property, [value]);
    }

    fillText(...args) {
      this.#text("fillText", args);
    }

    strokeText(...args) {
      this.#text("strokeText", args);
    }

    measureText(text) {
      measure.font = this.font;
      return { width: measure.measureText(text).width };
    }

    createLinearGradient(...places) {
      return new CanvasGradient("linear", places);
    }

    createCircularGradient(x, y, radius) {
      return new CanvasGradient("radial", [x, y, 0, x, y, radius]);
    }

    drawImage(path, ...places) {
      this.#add("image", files.find(path)?.bytes, places);
    }

    /** Nothing is seen before; then what was there is cleared, unless it is to be kept. */
    draw(reserve = false, callback) {
      const commands = this.#commands;
      this.#commands = [];
      const drawn = shell.call("canvas.draw", { id: this.#page, canvasId: this.#canvasId, commands, reserve });
      drawn.then(() => {
        if (typeof callback === "function") callback();
      }).catch(report);
    }

    #text(name, args) {
      this.#add("set", "font", [this.font]);
      this.#add("call", name, args);
    }

    #add(kind, name, args) {
      this.#commands.push({ kind, name, args });
    }
  }

  /** Asks the canvas of the page that is shown. */
  async function ask(what, args) {
    const answer = await shell.call(what, { id: router.current()?.id, ...args });
    if (!answer) throw new Failure(EXECUTION_FAILED, `there is no canvas ${args.canvasId} on this page`);
    return answer;
  }

  const numbers = (...values) => values.map(Number);
  const AREA = { canvasId: "string", x: "string", y: "string", width: "string" };

  return {
    createCanvasContext: syncApi("createCanvasContext", (canvasId) => new CanvasContext(canvasId)),

    canvasGetImageData: asyncApi("canvasGetImageData", {
      args: { ...AREA, height: "string" },
      run: ({ canvasId, x, y, width, height }) => ask("canvas.get", { canvasId, area: numbers(x, y, width, height) }),
    }),

    canvasPutImageData: asyncApi("canvasPutImageData", {
      args: { ...AREA, height: "string", data: "binary" },
      binary: ["data"],
      prepare: (given) => (given.data instanceof Uint8ClampedArray ? { ...given, data: given.data.slice().buffer } : given),
      async run({ canvasId, x, y, width, height, data }) {
        const area = numbers(x, y, width, height);
        if (data.byteLength !== 4 * area[2] * area[3]) throw parameterError("data has another length than the area");
        await ask("canvas.put", { canvasId, area, data });
      },
    }),

    canvasToTempFilePath: asyncApi("canvasToTempFilePath", {
      args: {
        canvasId: "string", x: "string?", y: "string?", width: "string?", height: "string?",
        destWidth: "string?", destHeight: "string?", fileType: "string?", quality: "string?",
      },
      async run({ canvasId, x = 0, y = 0, width, height, destWidth, destHeight, fileType = "png", quality = 1 }) {
        const [left, top, ...sizes] = numbers(x, y, width, height, destWidth, destHeight);
        const bytes = await ask("canvas.export", { canvasId, left, top, sizes, fileType, quality: qualityOf(Number(quality)) });
        return { tempFilePath: files.addTemp(new Uint8Array(bytes)) };
      },
    }),
  };
}

/** What is out of range counts as the best. */
function qualityOf(quality) {
  return quality > 0 && quality <= 1 ? quality : 1;
}

/** A gradient without its functions, which cannot be sent. */
function plain(value) {
  return typeof value === "object" && value !== null ? { ...value } : value;
}
