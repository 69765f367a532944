/** What a token is to be like. */
import { useState } from "preact/hooks";
import { ask } from "../../api/http.js";
import type { Token } from "../../api/tokens.js";
import { Action } from "../../components/action.js";
import { Choice, Field } from "../../components/form.js";
import { organizationId, organizations } from "../../world/world.js";
import { DEFECTS } from "./defects.js";

interface Wish {
  role: "user" | "admin";
  organization_id: string | null;
  expires_in: number;
  sub: string;
  defect: string | null;
}

const ROLES = [
  { value: "user", name: "User" },
  { value: "admin", name: "Admin" },
] as const;

const LIFETIMES = [
  { seconds: 10, name: "10 seconds" },
  { seconds: 60, name: "1 minute" },
  { seconds: 900, name: "15 minutes" },
  { seconds: 3600, name: "1 hour" },
  { seconds: 86_400, name: "1 day" },
  { seconds: 2_592_000, name: "30 days" },
  { seconds: 31_536_000, name: "1 year" },
];

/** As `POST /dev/token` has it when nothing is said. */
export const firstWish = (): Wish => ({ role: "user", organization_id: organizationId.value, expires_in: 3600, sub: "sandbox-user", defect: null });

export const make = ({ organization_id, defect, ...rest }: Wish): Promise<Token> =>
  ask<Token>("POST", "dev/token", { body: { ...rest, ...(organization_id !== null && { organization_id }), ...(defect !== null && { defect }) } });

export function WishForm({ onMade }: { onMade: (token: Token) => void }) {
  const [wish, setWish] = useState(firstWish);
  const change = (changed: Partial<Wish>) => setWish({ ...wish, ...changed });
  const makeIt = async () => {
    onMade(await make(wish));
    return wish.defect === null ? "Token made" : `Token made: ${wish.defect}`;
  };
  return (
    <form class="panel steps wish" aria-label="Make a token">
      <h2>Make a token</h2>
      <Choice label="Role" value={wish.role} choices={ROLES} onChange={(role) => change({ role })} />
      <OfOrganization wish={wish} onChange={(organization_id) => change({ organization_id })} />
      <Field name="Lifetime">
        {(id) => (
          <select id={id} value={String(wish.expires_in)} onChange={({ currentTarget }) => change({ expires_in: Number(currentTarget.value) })}>
            {LIFETIMES.map(({ seconds, name }) => (
              <option key={seconds} value={String(seconds)}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="Subject">
        {(id) => <input id={id} type="text" value={wish.sub} onInput={({ currentTarget }) => change({ sub: currentTarget.value })} />}
      </Field>
      <WithDefect chosen={wish.defect} onChange={(defect) => change({ defect })} />
      <Action kind="primary" act={makeIt} against={wish.sub === "" ? "A token has a subject" : null} submits>
        Make token
      </Action>
    </form>
  );
}

interface OrganizationProps {
  wish: Wish;
  onChange: (id: string | null) => void;
}

function OfOrganization({ wish, onChange }: OrganizationProps) {
  const hint = wish.role === "admin" ? "An admin token has none: each request names it in X-Organization-Id." : undefined;
  return (
    <Field name="Organization" {...(hint !== undefined && { hint })}>
      {(id, hintId) => (
        <select id={id} aria-describedby={hintId} value={wish.organization_id ?? ""} onChange={({ currentTarget }) => onChange(currentTarget.value || null)}>
          <option value="">The first one</option>
          {organizations.value.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function WithDefect({ chosen, onChange }: { chosen: string | null; onChange: (name: string | null) => void }) {
  const defect = DEFECTS.find(({ name }) => name === chosen);
  const hint = defect === undefined ? "The API takes it." : sentence(defect.words);
  return (
    <Field name="Defect" hint={hint}>
      {(id, hintId) => (
        <select id={id} aria-describedby={hintId} value={chosen ?? ""} onChange={({ currentTarget }) => onChange(currentTarget.value || null)}>
          <option value="">none: a good token</option>
          {DEFECTS.map(({ name, status }) => (
            <option key={name} value={name}>{`${name} (${status})`}</option>
          ))}
        </select>
      )}
    </Field>
  );
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1).replaceAll("`", "")}.`;
