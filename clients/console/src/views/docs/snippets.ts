/** The first call to this very server, as each release of the official SDKs makes it. */

export interface Snippet {
  install: string;
  code: string;
  /** In which language, and the file that it could be. */
  label: string;
}

interface Generation {
  edition: string;
  releases: readonly string[];
  write: (address: string, token: string, release: string) => Snippet;
}

const python = (client: string, call: readonly string[]) => (address: string, token: string, release: string): Snippet => ({
  install: `pip install ocpplab==${release}`,
  label: "Python",
  code: [
    "import httpx",
    `from ocpplab import ${client}`,
    "",
    `SANDBOX = "${address}"`,
    `token = httpx.get(f"{SANDBOX}/${token}").json()["access_token"]`,
    `client = ${client}(base_url=SANDBOX, token=token)`,
    "",
    ...call,
  ].join("\n"),
});

function typescript(address: string, token: string, release: string): Snippet {
  return {
    install: `npm install ocpplab@${release}`,
    label: "JavaScript",
    code: [
      'import { OcpplabSDK } from "ocpplab";',
      "",
      `const sandbox = "${address}";`,
      `const answer = await fetch(\`\${sandbox}/${token}\`);`,
      "const { access_token: token } = await answer.json();",
      "const client = new OcpplabSDK({ environment: sandbox, token });",
      "",
      "const { data } = await client.ocpp.catalog.listBrands();",
      "for (const brand of data) console.log(brand.name);",
    ].join("\n"),
  };
}

const listed = (call: string): string[] => [`for one in ${call}:`, "    print(one.name)"];

const GENERATIONS: readonly Generation[] = [
  {
    edition: "platform",
    releases: ["0.3.2", "0.3.1"],
    write: python("OcpplabSDK", [
      "status = client.evcharger.deployment_runtime_ops.status()",
      "for one in status.items:",
      "    print(one.identity, one.stage)",
    ]),
  },
  { edition: "deployments", releases: ["0.3.0", "0.2.4", "0.2.3"], write: python("OcpplabSDK", listed("client.ocpp.catalog.list_brands().data")) },
  { edition: "deployments", releases: ["npm 1.1.0"], write: (address, token) => typescript(address, token, "1.1.0") },
  { edition: "gateway", releases: ["0.2.2", "0.2.1"], write: python("OcpplabSDK", listed("client.locations.list().data")) },
  { edition: "flat", releases: ["0.1.2"], write: python("OcpplabSDK", listed("client.locations.list_locations().data")) },
  { edition: "flat", releases: ["0.1.1"], write: python("OcpplabApi", listed("client.locations.list_locations().data")) },
];

export const RELEASES: readonly string[] = GENERATIONS.flatMap(({ releases }) => releases);

/** The edition that a release speaks, and the snippet for the server at *address*. */
export function first(release: string, address: string, organizationId: string | null): Snippet & { edition: string } {
  const generation = GENERATIONS.find(({ releases }) => releases.includes(release)) ?? GENERATIONS[0]!;
  const token = organizationId === null ? "dev/token" : `dev/token?organization_id=${organizationId}`;
  return { edition: generation.edition, ...generation.write(address, token, release) };
}
