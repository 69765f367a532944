/** Runs TypeScript snippets, one after the other: `OCPPLAB_SANDBOX_URL` says where, `SNIPPETS` how many. */

import { writeFileSync } from "node:fs";

import { OcpplabSDKError } from "ocpplab";

interface Entry {
  id: string;
}

const url = process.env["OCPPLAB_SANDBOX_URL"] ?? "";
const count = Number(process.env["SNIPPETS"]);
console.log = () => undefined;

async function since(id: string): Promise<Entry[]> {
  const answer = await fetch(`${url}/dev/requests?after=${id}`);
  return ((await answer.json()) as { data: Entry[] }).data;
}

let last = (await since("0")).at(-1)?.id ?? "0";
const came: (Entry | null)[] = [];
for (let number = 0; number < count; number++) {
  try {
    await import(`./snippet${number}.js`);
  } catch (refused) {
    if (!(refused instanceof OcpplabSDKError)) {
      throw refused;
    }
  }
  const entries = await since(last);
  came.push(entries[0] ?? null);
  last = entries.at(-1)?.id ?? last;
}
writeFileSync("came.json", JSON.stringify(came));
