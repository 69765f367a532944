/** The settings that the sandbox runs with, by name; secrets are masked. */
import { get } from "./http.js";

interface Setting {
  name: string;
  value: unknown;
}

export async function settings(): Promise<ReadonlyMap<string, unknown>> {
  const { settings } = await get<{ settings: Setting[] }>("dev/settings");
  return new Map(settings.map(({ name, value }) => [name, value]));
}
