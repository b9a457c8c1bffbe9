/**
 * The functions that change the page: the checks are here, the page stack is in `logic/router.js`.
 */

/** @param {import("./swan.js").Host} host */
export function routingApi({ router, asyncApi }) {
  const toUrl = (name) => asyncApi(name, { args: { url: "string" }, run: ({ url }) => router[name](url) });

  return {
    navigateTo: toUrl("navigateTo"),
    redirectTo: toUrl("redirectTo"),
    reLaunch: toUrl("reLaunch"),
    switchTab: toUrl("switchTab"),
    navigateBack: asyncApi("navigateBack", {
      args: { delta: "string?" },
      run: ({ delta = "1" }) => router.navigateBack(Number(delta) || 1),
    }),
  };
}
