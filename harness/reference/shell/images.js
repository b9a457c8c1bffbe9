/**
 * Lets a person choose pictures, and shows them one over the whole screen, for `api/image.js`.
 */

/** @param {Element} layer The element that a picture is put into. */
export function createImages(layer) {
  /** It is in no document, so something has to hold it while its dialog is open. @type {HTMLInputElement | undefined} */
  let input;

  return {
    /** @returns {Promise<{refused?: string, chosen?: ArrayBuffer[]}>} Neither, when the person chooses nothing. */
    choose: ({ count }) =>
      new Promise((resolve) => {
        // A browser opens no dialog of which nobody asked for with a touch, and says nothing of it.
        if (!navigator.userActivation.isActive) {
          resolve({ refused: "pictures are chosen after a touch alone" });
          return;
        }
        input = document.createElement("input");
        Object.assign(input, { type: "file", accept: "image/*", multiple: count > 1 });
        input.addEventListener("change", () => {
          const chosen = [...input.files].slice(0, count).map((file) => file.arrayBuffer());
          resolve(Promise.all(chosen).then((all) => ({ chosen: all })));
        });
        input.addEventListener("cancel", () => resolve({}));
        input.click();
      }),

    /** A touch ends it. */
    preview({ url }) {
      layer.querySelector("#preview")?.remove();
      const preview = document.createElement("div");
      preview.id = "preview";
      preview.append(Object.assign(document.createElement("img"), { src: url, alt: "" }));
      preview.addEventListener("click", () => preview.remove());
      layer.append(preview);
    },
  };
}
