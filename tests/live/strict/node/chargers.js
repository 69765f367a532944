"use strict";

const { randomUUID } = require("node:crypto");
const { NOREPLY, RPCServer, createRPCError } = require("ocpp-rpc");
const { changed } = require("./provoked");

const VERSIONS = ["ocpp2.0.1", "ocpp1.6"];

/** A problem of who asks: `status` is the one of HTTP. */
class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The chargers that are connected, by `ocpp-rpc` in strict mode. */
class Chargers {
  constructor({ journal, handlers, provoked, password }) {
    this._clients = new Map();
    this._unchecked = new Map();
    this._journal = journal;
    this._handlers = handlers;
    this._provoked = provoked;
    this.server = new RPCServer({ protocols: VERSIONS, strictMode: true, callTimeoutMs: 20_000 });
    this.server.auth((accept, reject, handshake) => {
      if (password !== undefined && handshake.password?.toString() !== password) {
        reject(401, "Unauthorized");
      } else if (!VERSIONS.some((version) => handshake.protocols.has(version))) {
        reject(400, "No subprotocol that is spoken here");
      } else {
        accept();
      }
    });
    this.server.on("client", (client) => this._come(client));
  }

  connected() {
    return [...this._clients.keys()];
  }

  /** Return the charger's answer as `{result}` or `{error}`; *unchecked* sends what no schema allows. */
  async call(identity, action, payload, unchecked) {
    const client = this._client(identity);
    if (unchecked) return this._callUnchecked(client, action, payload);
    try {
      return { result: await client.call(action, payload) };
    } catch (error) {
      if (error.rpcErrorCode === undefined) throw new Refused(504, error.message);
      if (error.details?.errors) throw new Refused(422, error.message);
      const { rpcErrorCode: code, message: description, details } = error;
      return { error: { code, description, details } };
    }
  }

  /** Send a text as it is. */
  raw(identity, text) {
    this._client(identity).sendRaw(text);
  }

  async close(identity, code, force) {
    await this._client(identity).close({ code, force });
  }

  _client(identity) {
    const client = this._clients.get(identity);
    if (!client) throw new Refused(404, `${identity} is not connected`);
    return client;
  }

  _callUnchecked(client, action, payload) {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      this._unchecked.set(id, ({ kind, rest }) => {
        const [code, description, details] = rest;
        resolve(kind === 3 ? { result: rest[0] } : { error: { code, description, details } });
      });
      client.once("close", () => reject(new Refused(504, "The connection is closed")));
      client.sendRaw(JSON.stringify([2, id, action, payload]));
    });
  }

  _come(client) {
    const { identity, protocol, handshake } = client;
    this._clients.set(identity, client);
    const about = { subprotocol: protocol, path: handshake.request.url };
    this._journal.connection(identity, "opened", { ...about, headers: handshake.headers });
    client.on("message", ({ message, outbound }) => {
      this._journal.message(identity, outbound ? "out" : "in", message);
      if (!outbound) this._settle(message);
    });
    client.on("close", ({ code, reason }) => {
      if (this._clients.get(identity) === client) this._clients.delete(identity);
      this._journal.connection(identity, "closed", { code, reason: String(reason ?? "") });
    });
    client.on("strictValidationFailure", ({ method, outbound, isCall, error }) => {
      if (outbound && isCall) return; // who asked for the call is told
      this._journal.violation(identity, outbound ? "out" : "in", method, error.message);
    });
    client.on("badMessage", ({ buffer, error }) => {
      const text = buffer.toString();
      if (this._unchecked.has(parsed(text)[1])) return;
      this._journal.violation(identity, "in", null, `${error.message}: ${text}`);
    });
    for (const [action, answer] of Object.entries(this._handlers[protocol])) {
      client.handle(action, (call) => this._answer(client, call, answer));
    }
  }

  _answer(client, { messageId, method, params }, usual) {
    const wanted = this._provoked.take(client.identity, method);
    if (wanted?.silent) return NOREPLY;
    if (wanted?.error) {
      const { code, description = "", details = {} } = wanted.error;
      throw createRPCError(code, description, details);
    }
    const answer = changed(usual(client.identity, params), wanted ?? {});
    if (!wanted?.unchecked) return answer;
    client.sendRaw(JSON.stringify([3, messageId, answer]));
    return NOREPLY;
  }

  /** Give an answer to who sent an unchecked request, which `ocpp-rpc` knows nothing of. */
  _settle(text) {
    const [kind, id, ...rest] = parsed(text);
    if (kind !== 2) this._unchecked.get(id)?.({ kind, rest });
  }
}

function parsed(text) {
  try {
    const value = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

module.exports = { Chargers, Refused };
