/**
 * The query of the current page, read and changed without a new page.
 */

/** @param {import("./swan.js").Host} host */
export function urlQueryApi({ router }) {
  return {
    getURLQuery: () => ({ ...router.current()?.query }),

    setURLQuery(values) {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value !== "string") throw new Error(`setURLQuery: the value of ${name} must be a String`);
      }
      const page = router.current();
      const oldURLQuery = page.query;
      page.query = { ...oldURLQuery, ...values };
      page.callHook("onURLQueryChange", { newURLQuery: { ...page.query }, oldURLQuery: { ...oldURLQuery } });
    },
  };
}
