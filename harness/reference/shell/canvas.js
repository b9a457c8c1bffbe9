/**
 * Draws on the canvases of a page for `api/canvas.js`, and reads them.
 */

const TYPES = { jpg: "image/jpeg", png: "image/png" };

/**
 * @param {object} host
 * @param {(id: number) => Promise<Document | undefined>} host.documentOf The document of a page.
 */
export function createCanvases({ documentOf }) {
  /** The canvas of a page by its canvas-id, as large as it is seen. */
  async function find(id, canvasId) {
    const page = await documentOf(id);
    const canvas = page && [...page.querySelectorAll("canvas")].find((each) => each.getAttribute("canvas-id") === canvasId);
    if (!canvas) return undefined;
    const { clientWidth, clientHeight } = canvas;
    if (canvas.width !== clientWidth) canvas.width = clientWidth;
    if (canvas.height !== clientHeight) canvas.height = clientHeight;
    return canvas;
  }

  return {
    async draw({ id, canvasId, commands, reserve }) {
      const canvas = await find(id, canvasId);
      if (!canvas) return;
      const context = canvas.getContext("2d");
      if (!reserve) context.clearRect(0, 0, canvas.width, canvas.height);
      // What one drawing sets is not there for the next.
      context.save();
      context.beginPath();
      for (const command of commands) await perform(context, command);
      context.restore();
    },

    async get({ id, canvasId, area }) {
      const canvas = await find(id, canvasId);
      const { width, height, data } = canvas?.getContext("2d").getImageData(...area) ?? {};
      return canvas && { width, height, data };
    },

    async put({ id, canvasId, area: [x, y, width, height], data }) {
      const canvas = await find(id, canvasId);
      canvas?.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(data), width, height), x, y);
      return Boolean(canvas);
    },

    /** @returns {Promise<ArrayBuffer | undefined>} The picture's file. */
    async export({ id, canvasId, left, top, sizes: [width, height, destWidth, destHeight], fileType, quality }) {
      const canvas = await find(id, canvasId);
      if (!canvas) return undefined;
      const x = startOf(left, canvas.width);
      const y = startOf(top, canvas.height);
      const part = [x, y, upTo(width, canvas.width - x), upTo(height, canvas.height - y)];
      const ratio = canvas.ownerDocument.defaultView.devicePixelRatio;
      const picture = document.createElement("canvas");
      picture.width = destWidth || part[2] * ratio;
      picture.height = destHeight || part[3] * ratio;
      picture.getContext("2d").drawImage(canvas, ...part, 0, 0, picture.width, picture.height);
      const blob = await new Promise((resolve) => picture.toBlob(resolve, TYPES[fileType], quality));
      return blob.arrayBuffer();
    },
  };
}

/** What begins beside the canvas begins at its edge. */
function startOf(place, size) {
  return place >= 0 && place < size ? place : 0;
}

/** Left out or too large: up to the edge. */
function upTo(size, most) {
  return size > 0 && size < most ? size : most;
}

async function perform(context, { kind, name, args }) {
  if (kind === "call") context[name](...args);
  else if (kind === "set") context[name] = styleOf(context, args[0]);
  else if (name) context.drawImage(await createImageBitmap(new Blob([name])), ...args);
}

function styleOf(context, value) {
  if (typeof value !== "object") return value;
  const gradient = value.kind === "linear" ? context.createLinearGradient(...value.places) : context.createRadialGradient(...value.places);
  for (const [stop, color] of value.stops) gradient.addColorStop(stop, color);
  return gradient;
}
