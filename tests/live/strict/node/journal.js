"use strict";

/** What went over the wire and what was wrong with it, in order; who waits for more is told at once. */
class Journal {
  constructor() {
    this.violations = [];
    this._messages = [];
    this._number = 0;
    this._actions = new Map();
    this._waiting = new Set();
  }

  /** Note that a charger came (`opened`) or went (`closed`). */
  connection(identity, direction, about) {
    this._add({ identity, direction, action: null, frame: about });
  }

  /** Note one frame: `in` from the charger, `out` to it; an answer is noted with the action it answers. */
  message(identity, direction, text) {
    let frame = text;
    try {
      frame = JSON.parse(text);
    } catch {
      // what is no JSON is kept as it came
    }
    this._add({ identity, direction, action: this._action(identity, direction, frame), frame });
  }

  violation(identity, direction, action, message) {
    this.violations.push({ identity, direction, action, message });
  }

  /** Resolve with the messages after that number: at once if there are any, else when some come, or time is up. */
  async after(number, seconds) {
    if (this._number <= number && seconds > 0) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000);
        this._waiting.add(() => (clearTimeout(timer), resolve()));
      });
    }
    return this._messages.filter((message) => message.number > number);
  }

  clear() {
    this._messages = [];
    this.violations = [];
  }

  _add(message) {
    this._messages.push({ number: ++this._number, at: new Date().toISOString(), ...message });
    for (const tell of this._waiting) tell();
    this._waiting.clear();
  }

  _action(identity, direction, frame) {
    if (!Array.isArray(frame)) return null;
    const [kind, id, action] = frame;
    const caller = kind === 2 ? direction : direction === "in" ? "out" : "in";
    const key = JSON.stringify([identity, caller, id]);
    if (kind === 2) this._actions.set(key, action);
    return this._actions.get(key) ?? null;
  }
}

module.exports = { Journal };
