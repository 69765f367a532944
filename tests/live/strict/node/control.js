"use strict";

const { createServer } = require("node:http");

/** The control of a strict CSMS over HTTP: `routes` is `"METHOD /path": async (query, body) => answer`. */
function control(routes) {
  return createServer((request, response) => {
    const url = new URL(request.url, "http://control");
    const route = routes[`${request.method} ${url.pathname}`];
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      const say = (status, answer) => {
        response.writeHead(status, { "Content-Type": "application/json" });
        response.end(JSON.stringify(answer));
      };
      try {
        if (!route) return say(404, { detail: "There is no such route" });
        const text = Buffer.concat(chunks).toString();
        say(200, (await route(url.searchParams, text ? JSON.parse(text) : {})) ?? {});
      } catch (error) {
        say(error.status ?? 500, { detail: error.message });
      }
    });
  });
}

module.exports = { control };
