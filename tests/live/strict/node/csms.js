"use strict";

// A strict CSMS on npm `ocpp-rpc`. It prints one line when it is ready: {"ocpp": port, "control": port}.

const { once } = require("node:events");
const { readFileSync } = require("node:fs");
const http = require("node:http");
const https = require("node:https");
const { parseArgs } = require("node:util");
const { Transactions, answers } = require("./answers");
const { Chargers } = require("./chargers");
const { control } = require("./control");
const { Journal } = require("./journal");
const { Provoked } = require("./provoked");

const text = { type: "string" };
const { values: options } = parseArgs({
  options: {
    port: { ...text, default: "0" },
    interval: { ...text, default: "300" },
    "first-transaction": { ...text, default: "1" },
    password: text,
    cert: text,
    key: text,
    ca: text,
  },
});

function listener() {
  const read = (path) => path && readFileSync(path);
  if (!options.cert) return http.createServer();
  const { ca } = options;
  const mutual = ca ? { ca: read(ca), requestCert: true, rejectUnauthorized: true } : {};
  return https.createServer({ cert: read(options.cert), key: read(options.key), ...mutual });
}

async function listening(server, port) {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

async function main() {
  const journal = new Journal();
  const provoked = new Provoked();
  const transactions = new Transactions(Number(options["first-transaction"]));
  const handlers = answers(transactions, Number(options.interval));
  const chargers = new Chargers({ journal, handlers, provoked, password: options.password });
  const server = listener();
  server.on("upgrade", chargers.server.handleUpgrade);
  const routes = {
    "GET /messages": (query) => journal.after(Number(query.get("after") ?? 0), Number(query.get("wait") ?? 0)),
    "DELETE /messages": () => journal.clear(),
    "GET /violations": () => journal.violations,
    "GET /transactions": () => transactions.list(),
    "GET /connected": () => chargers.connected(),
    "POST /call": (_, { identity, action, payload, unchecked }) =>
      chargers.call(identity, action, payload ?? {}, unchecked),
    "POST /raw": (_, { identity, text }) => chargers.raw(identity, text),
    "POST /close": (_, { identity, code, force }) => chargers.close(identity, code, force),
    "POST /reply": (_, wanted) => provoked.add(wanted),
  };
  const ocpp = await listening(server, Number(options.port));
  console.log(JSON.stringify({ ocpp, control: await listening(control(routes), 0) }));
}

main();
