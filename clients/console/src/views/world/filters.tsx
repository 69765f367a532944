/** What is looked for, what is found, and a way back to everything. */
import { memo } from "preact/compat";
import { Field } from "../../components/form.js";
import { Icon } from "../../shell/icon.js";
import { locations, world, type Location } from "../../world/world.js";
import { EVERYTHING, isNarrow, narrow } from "./filter.js";
import { filter, versions } from "./found.js";

export function Filters() {
  const { text, version, locationId } = filter.value;
  return (
    <search class="bar filters" aria-label="Chargers">
      <Field name="Find">
        {(id) => (
          <input
            id={id}
            type="search"
            placeholder="identity, name, location, city"
            value={text}
            onInput={({ currentTarget }) => narrow({ text: currentTarget.value })}
          />
        )}
      </Field>
      <Field name="Location">{(id) => <LocationSelect id={id} all={locations.value} chosen={locationId} />}</Field>
      <Field name="OCPP">
        {(id) => (
          <select id={id} value={version ?? ""} onChange={({ currentTarget }) => narrow({ version: currentTarget.value || null })}>
            <option value="">All versions</option>
            {versions.value.map((one) => (
              <option key={one} value={one}>
                {versionName(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {isNarrow(filter.value) && (
        <button type="button" class="quiet" onClick={() => narrow({ ...EVERYTHING, list: filter.value.list })}>
          <Icon name="close" /> Clear filters
        </button>
      )}
    </search>
  );
}

interface SelectProps {
  id: string;
  all: readonly Location[];
  chosen: string | null;
}

/** Drawn anew only when locations are others: there may be thousands. One of another organization can be chosen, too. */
const LocationSelect = memo(function LocationSelect({ id, all, chosen }: SelectProps) {
  const byName = all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return (
    <select id={id} value={chosen ?? ""} onChange={({ currentTarget }) => narrow({ locationId: currentTarget.value || null })}>
      <option value="">All locations</option>
      {chosen !== null && !all.some(({ id }) => id === chosen) && <option value={chosen}>{world.locations.get(chosen)?.name ?? chosen}</option>}
      {byName.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
});

/** `1.6` of `ocpp1.6`. */
export const versionName = (version: string): string => version.replace("ocpp", "");
