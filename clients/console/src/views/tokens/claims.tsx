/** Header and claims of a token, with what its times mean now. */
import { dateTime } from "../../components/units.js";
import { nameOf } from "../../world/names.js";
import type { Decoded } from "./jwt.js";
import type { Names } from "./names.js";
import { meaning, useTime } from "./lifetime.js";

const TIMES = ["iat", "nbf", "exp"];

const PURPOSES = new Map([
  ["alg", "how it is signed"],
  ["typ", "what it is"],
  ["kid", "which key signed it"],
  ["iss", "who issued it"],
  ["aud", "whom it is for"],
  ["sub", "whom it stands for"],
  ["jti", "its own name, by which it is revoked"],
]);
const purpose = (name: string): string => PURPOSES.get(name) ?? "";

const ROLES = "user: one organization; admin: each";

export function Claims({ token, names }: { token: Decoded; names: Names }) {
  const organization = token.claims[names.organization];
  const time = useTime(typeof organization === "string" ? organization : null);
  return (
    <section class="panel" aria-label="Header and claims">
      <h2>Header</h2>
      <Pairs label="Header" pairs={token.header} meaning={purpose} />
      <h2>Claims</h2>
      <Pairs label="Claims" pairs={token.claims} meaning={(name, value) => (name === names.role ? ROLES : told(name, value, time))} />
    </section>
  );
}

function told(name: string, value: unknown, time: number | null): string {
  if (TIMES.includes(name) && isTime(value)) return `${dateTime(new Date(value * 1000).toISOString())}${time === null ? "" : `, ${meaning(name, value, time)}`}`;
  if (typeof value === "string" && nameOf(value) !== value) return nameOf(value);
  return purpose(name);
}

/** Seconds that a `Date` can hold. */
const isTime = (value: unknown): value is number => typeof value === "number" && Math.abs(value) < 8.64e12;

interface PairsProps {
  label: string;
  pairs: Record<string, unknown>;
  meaning: (name: string, value: unknown) => string;
}

function Pairs({ label, pairs, meaning }: PairsProps) {
  return (
    <table class="claims" aria-label={label}>
      <tbody>
        {Object.entries(pairs).map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>
              <code>{JSON.stringify(value)}</code>
            </td>
            <td class="muted">{meaning(name, value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
