"use strict";

/** Answers that a test asked for instead of the usual ones, each for some requests. */
class Provoked {
  constructor() {
    this._all = [];
  }

  add({ times = 1, ...wanted }) {
    this._all.push({ times, ...wanted });
  }

  /** Return what is wanted for this request, and count it; nothing if the usual answer is. */
  take(identity, action) {
    const found = this._all.find(
      (one) => one.times > 0 && one.action === action && (one.identity ?? identity) === identity,
    );
    if (found) found.times--;
    return found;
  }
}

/** Return the usual answer with what was wanted in it. */
function changed(usual, { status, payload = {} }) {
  const answer = { ...usual, ...payload };
  if (status === undefined) return answer;
  const info = ["idTagInfo", "idTokenInfo"].find((name) => name in usual);
  return info ? { ...answer, [info]: { ...usual[info], status } } : { ...answer, status };
}

module.exports = { Provoked, changed };
