/** The page of a review: J goes to the next report that waits, K to the one before. */

import { keys } from "../../core/js/keys.js";

/** @param {string} rel */
function follow(rel) {
  const link = document.querySelector(`a[rel="${rel}"]`);
  if (link instanceof HTMLAnchorElement) link.click();
}

keys({ j: () => follow("next"), k: () => follow("prev") });
