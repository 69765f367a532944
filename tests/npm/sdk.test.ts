/** Every operation of npm `ocpplab` against a running sandbox; `OCPPLAB_SANDBOX_URL` says where that is. */

import assert from "node:assert/strict";
import { test } from "node:test";

import "./resources.js";
import "./commands.js";
import "./ocpi.js";
import "./errors.js";
import "./faults.js";
import { offered } from "./recording.js";
import { called, client } from "./subject.js";

const OPERATIONS = 33;

test("all operations of the SDK have been called", () => {
  const all = offered(client);
  assert.equal(all.length, OPERATIONS);
  assert.deepEqual(
    all.filter((name) => !called.has(name)),
    [],
  );
});
