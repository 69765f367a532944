/** What is typed into a field as what it means in JSON, and back. */
import { jsonOrText, numberOrText } from "../../api/json.js";

export interface Reading {
  /** Undefined where nothing is typed: the field is left out then. */
  read: (text: string) => unknown;
  write: (value: unknown) => string;
}

export const TEXT: Reading = {
  read: (text) => (text === "" ? undefined : text),
  write: (value) => (value === undefined || value === null ? "" : String(value)),
};

export const NUMBER: Reading = {
  read: (text) => (text.trim() === "" ? undefined : numberOrText(text)),
  write: TEXT.write,
};

/** `name: value` in each line. */
export const PAIRS: Reading = {
  read: (text) => pairs(text, (value) => value),
  write: (value) => lines(value, String),
};

/** The same with values in JSON; what is none is a text. */
export const JSON_PAIRS: Reading = {
  read: (text) => pairs(text, jsonOrText),
  write: (value) => lines(value, (one) => (typeof one === "string" && jsonOrText(one) === one ? one : JSON.stringify(one))),
};

function pairs(text: string, valueOf: (text: string) => unknown): Record<string, unknown> | undefined {
  const given = text.split("\n").filter((line) => line.trim() !== "");
  if (given.length === 0) return undefined;
  return Object.fromEntries(
    given.map((line) => {
      const [name = "", ...rest] = line.split(":");
      return [name.trim(), valueOf(rest.join(":").trim())];
    }),
  );
}

function lines(value: unknown, written: (one: unknown) => string): string {
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${written(one)}`)
    .join("\n");
}
