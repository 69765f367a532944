/** Texts that should be JSON. */

/** What a text means as JSON; the text itself where it is none. */
export function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What a text means as a number; the text itself where it is none: the sandbox says what it expects. */
export const numberOrText = (text: string): number | string => (text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text));

/** Why a text is no JSON; null if it is. */
export function againstJson(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return `No JSON: ${(error as Error).message}`;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
