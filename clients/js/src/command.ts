/** How the server is started. */

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { SandboxStartError } from "./errors.js";

const NAME = "ocpplab-sandbox";
const WINDOWS = process.platform === "win32";
const SUFFIXES = WINDOWS ? [".exe", ".cmd", ""] : [""];

/** What to do about a server that cannot be found. */
export const HINT =
  `install it with \`pip install ${NAME}\` (or from a checkout of it), name it with ` +
  `\`command: ["path/to/${NAME}"]\` or OCPPLAB_SANDBOX_COMMAND, or name one that runs with OCPPLAB_SANDBOX_URL`;

/**
 * Return the words before `serve`: those that are given, those of OCPPLAB_SANDBOX_COMMAND, the command on
 * the PATH or in a `.venv` of this folder or of one above it, or `python -m sandbox`.
 */
export function findCommand(given: readonly string[] | undefined): readonly string[] {
  const said = given ?? words(process.env["OCPPLAB_SANDBOX_COMMAND"]);
  if (said !== undefined && said[0] !== undefined) {
    return [existing(said[0]), ...said.slice(1)];
  }
  const installed = onPath(NAME) ?? inVirtualEnvironment();
  if (installed !== undefined) {
    return [installed];
  }
  const python = onPath("python3") ?? onPath("python");
  if (python !== undefined) {
    return [python, "-m", "sandbox"];
  }
  throw new SandboxStartError(`${NAME} is not there: ${HINT}`);
}

function existing(program: string): string {
  const found = /[\\/]/.test(program) ? firstExecutable(program) : onPath(program);
  if (found === undefined) {
    throw new SandboxStartError(`${program} is not there, or cannot be run: ${HINT}`);
  }
  return found;
}

function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return first(folders, (folder) => firstExecutable(join(folder, name)));
}

function inVirtualEnvironment(): string | undefined {
  return first(upwards(process.cwd()), (folder) =>
    firstExecutable(join(folder, ".venv", WINDOWS ? "Scripts" : "bin", NAME)),
  );
}

function* upwards(folder: string): Generator<string> {
  yield folder;
  if (dirname(folder) !== folder) {
    yield* upwards(dirname(folder));
  }
}

function firstExecutable(path: string): string | undefined {
  return SUFFIXES.map((suffix) => path + suffix).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function first<T, U>(all: Iterable<T>, look: (one: T) => U | undefined): U | undefined {
  for (const one of all) {
    const found = look(one);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function words(text: string | undefined): string[] | undefined {
  return text?.split(" ").filter((word) => word !== "");
}
