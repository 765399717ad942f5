// @ts-check

/**
 * Run something when what was done until now has been painted; at once where nothing is painted, in a hidden tab.
 * @param {() => void} run
 */
export function afterPaint(run) {
  if (document.hidden) setTimeout(run);
  else requestAnimationFrame(() => setTimeout(run));
}
