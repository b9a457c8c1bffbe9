/**
 * Brightness and wakefulness of the screen. A page cannot dim the real screen, so it dims itself.
 */

export function createScreen() {
  /** @type {WakeLockSentinel | undefined} */
  let lock;

  return {
    setBrightness(value) {
      document.getElementById("dimmer").style.opacity = String((1 - value) * 0.6);
    },
    async keepOn(wanted) {
      document.documentElement.dataset.keepScreenOn = String(wanted);
      await lock?.release();
      lock = undefined;
      // A browser may refuse a lock, in power saving for one; the wish stays on record either way.
      if (wanted) lock = await navigator.wakeLock?.request("screen").catch(() => undefined);
    },
  };
}
