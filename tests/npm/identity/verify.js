// An app that knows the URL of its identity provider and nothing else: OCPPLAB_SANDBOX_URL.
import assert from "node:assert/strict";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as client from "openid-client";

const url = process.env.OCPPLAB_SANDBOX_URL;
const ways = [client.ClientSecretBasic("secret"), client.ClientSecretPost("secret"), client.None()];

for (const way of ways) {
  const options = { execute: [client.allowInsecureRequests] };
  const provider = await client.discovery(new URL(url), "my-app", undefined, way, options);
  const { issuer, jwks_uri } = provider.serverMetadata();
  assert.equal(issuer, url);

  const { access_token, expires_in } = await client.clientCredentialsGrant(provider);
  assert.equal(expires_in, 3600);

  const keys = createRemoteJWKSet(new URL(jwks_uri));
  const { payload } = await jwtVerify(access_token, keys, { issuer, audience: "ocpplab-gateway" });
  assert.equal(payload.sub, "my-app");

  await assert.rejects(client.clientCredentialsGrant(provider, { role: "root" }), {
    error: "invalid_request",
    error_description: "role: Input should be 'user' or 'admin'",
  });
}
console.log("verified");
