/**
 * `swan.createAnimation`: what is to become of a node, in groups that follow each other. `page/animation.js` does it to
 * the node whose attribute `animation` is given what `export` returns.
 */

/** Functions that change where a node is drawn, with the units of their numbers. */
const TRANSFORMS = {
  matrix: "", matrix3d: "", rotate: "deg", rotateX: "deg", rotateY: "deg", rotateZ: "deg", scale: "", scale3d: "",
  scaleX: "", scaleY: "", scaleZ: "", skew: "deg", skewX: "deg", skewY: "deg", translate: "px", translate3d: "px",
  translateX: "px", translateY: "px", translateZ: "px",
};

/** Functions that change a property of a node's style, with the unit of a number. */
const STYLES = { opacity: "", backgroundColor: "", width: "px", height: "px", top: "px", left: "px", bottom: "px", right: "px" };

/** @param {import("./swan.js").Host} host */
export function animationApi({ syncApi }) {
  return {
    createAnimation: syncApi("createAnimation", (options) => new Animation(options ?? {})),
  };
}

class Animation {
  #defaults;
  #groups = [];
  #transforms = [];
  #styles = {};

  constructor({ duration = 400, timingFunction = "linear", delay = 0, transformOrigin = "50% 50% 0" }) {
    this.#defaults = { duration, timingFunction, delay, transformOrigin };
    for (const [name, unit] of Object.entries(TRANSFORMS)) {
      this[name] = (...numbers) => this.#add(() => this.#transforms.push(`${name}(${numbers.map((each) => withUnit(each, unit)).join(", ")})`));
    }
    for (const [name, unit] of Object.entries(STYLES)) {
      this[name] = (value) => this.#add(() => Object.assign(this.#styles, { [name]: withUnit(value, unit) }));
    }
  }

  rotate3d(x, y, z, degrees) {
    return this.#add(() => this.#transforms.push(`rotate3d(${x}, ${y}, ${z}, ${degrees}deg)`));
  }

  /** Ends a group: what was asked for since the last one begins together. */
  step(options) {
    const transform = this.#transforms.length > 0 ? { transform: this.#transforms.join(" ") } : {};
    return this.#add(() => {
      this.#groups.push({ ...this.#defaults, ...options, style: { ...this.#styles, ...transform } });
      this.#transforms = [];
      this.#styles = {};
    });
  }

  export() {
    const groups = this.#groups;
    this.#groups = [];
    return { groups };
  }

  #add(change) {
    change();
    return this;
  }
}

function withUnit(value, unit) {
  return typeof value === "number" ? `${value}${unit}` : value;
}
