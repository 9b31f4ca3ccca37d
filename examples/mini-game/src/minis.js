// The SDK's calls as promises; a failure is an Error that carries the platform's number.

const { game } = window.TTMinis;
// On a phone a callback may never come.
const PATIENCE_MS = 15_000;

/** Call one method of TTMinis.game; `patienceMs` 0 waits for as long as a person needs. */
export function call(name, options = {}, patienceMs = PATIENCE_MS) {
  return new Promise((resolve, reject) => {
    const timer = patienceMs && setTimeout(() => reject(new Error(`${name} was not answered.`)), patienceMs);
    game[name]({
      ...options,
      success: resolve,
      // Nested or flat: the documentation has both.
      fail: ({ error, error_code, error_msg }) => {
        const told = error ?? { error_code, error_msg };
        reject(Object.assign(new Error(told.error_msg), { code: told.error_code }));
      },
      complete: () => clearTimeout(timer),
    });
  });
}

/** Show a rewarded ad; resolves with true only when it was watched to its end. */
export function watchAd(adUnitId) {
  return new Promise((resolve) => {
    const ad = game.createRewardedVideoAd({ adUnitId });
    ad.onClose(({ isEnded }) => resolve(isEnded === true));
    // Without an ad there is no close either.
    ad.show().catch(() => resolve(false));
  });
}

export { game };
