// What of others is in the build: package, version, licence, source and the text of the licence.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Returns a page about the packages that *metafile* has inputs of, and about the data. */
export async function notices(metafile, project) {
  const bundled = Object.keys(metafile.inputs).map(packageFolder).filter(Boolean);
  const folders = [...new Set([...bundled, "node_modules/world-atlas"])].sort();
  const packages = await Promise.all(folders.map((folder) => described(join(project, folder))));
  const rows = packages.map(({ name, version, license, source }) => `| ${name} | ${version} | ${license} | ${source} |`);
  const texts = packages.map(({ name, version, text }) => `## ${name} ${version}\n\n${text.trim()}\n`);
  return `${HEADING}\n${rows.join("\n")}\n\n${texts.join("\n")}`;
}

function packageFolder(input) {
  return input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
}

async function described(folder) {
  const { name, version, license, repository } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const url = typeof repository === "string" ? repository : repository.url;
  const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} has no text of its licence`);
  const source = url.replace(/^git\+/, "").replace(/\.git$/, "");
  return { name, version, license, source, text: await readFile(join(folder, file), "utf8") };
}

const HEADING = `# What of others is in these files

Everything in this folder is made by \`make console\` from \`clients/console\`. These npm packages are part of it.
\`countries.json\` is made from Natural Earth, public domain, as \`world-atlas\` has it.

| package | version | licence | source |
|---|---|---|---|`;
