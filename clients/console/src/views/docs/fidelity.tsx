/** Every rule, and how sure it is that the real service does the same. */
import { useMemo, useState } from "preact/hooks";
import { get } from "../../api/http.js";
import { useFetched } from "../../components/fetched.js";
import { Choice } from "../../components/form.js";
import { counted } from "../../components/units.js";
import { Inline } from "./markdown.js";
import { hasWords, Search } from "./search.js";

type Mark = "documented" | "inferred" | "chosen";

interface Rule {
  section: string;
  rule: string;
  mark: string;
  marks: Mark[];
  source: string;
}

const MEANINGS: Record<Mark, string> = {
  documented: "The OCPPLAB documentation or an official SDK says so.",
  inferred: "It follows from something documented, from FastAPI, or from OCPP.",
  chosen: "Nobody says: the choice is the sandbox’s, and may be wrong.",
};
const MARKS = Object.keys(MEANINGS) as Mark[];

export function Fidelity() {
  const [mark, setMark] = useState<Mark | "all">("all");
  const [text, setText] = useState("");
  const { value, problem } = useFetched(() => get<{ data: Rule[] }>("dev/fidelity"), []);
  const rules = value?.data ?? [];
  const matching = rules.filter((one) => hasWords(text, one.section, one.rule, one.mark, one.source));
  const found = matching.filter(({ marks }) => mark === "all" || marks.includes(mark));
  const sections = useMemo(() => bySection(found), [value, mark, text]);
  const count = (one: Mark) => matching.filter(({ marks }) => marks.includes(one)).length;
  const several = matching.filter(({ marks }) => marks.length > 1).length;
  return (
    <section class="panel steps" aria-label="Fidelity">
      <div class="bar">
        <Choice
          label="Mark"
          value={mark}
          choices={[
            { value: "all", name: `all ${matching.length}` },
            ...MARKS.map((one) => ({ value: one, name: `${one} ${count(one)}` })),
          ]}
          onChange={setMark}
        />
        <Search name="Search rules" text={text} change={setText} />
      </div>
      <p class="muted">
        {mark === "all" ? `How sure it is that the real service does the same.${severalMarks(several)}` : MEANINGS[mark]} <span role="status">{counted(found.length, "rule")}</span>
      </p>
      {problem !== null && <p class="problem">{problem}</p>}
      {sections.map(([section, members]) => (
        <Section key={section} name={section} rules={members} />
      ))}
      {value !== undefined && found.length === 0 && <p class="empty">No rule fits.</p>}
    </section>
  );
}

/** Why the counts of the marks are more than the rules. */
const severalMarks = (rules: number): string => (rules === 0 ? "" : ` ${counted(rules, "rule")} of several parts count for each of their marks.`);

function Section({ name, rules }: { name: string; rules: Rule[] }) {
  return (
    <section class="rules" aria-label={name}>
      <h2>
        <Inline text={name} />
      </h2>
      <ul>
        {rules.map(({ rule, mark, marks, source }) => (
          <li key={rule}>
            <span class={`certainty ${marks[0]}`}>{mark}</span>
            <div>
              <p>
                <Inline text={rule} />
              </p>
              {source !== "" && (
                <p class="muted">
                  <Inline text={source} />
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function bySection(rules: Rule[]): [string, Rule[]][] {
  const sections = new Map<string, Rule[]>();
  for (const rule of rules) sections.set(rule.section, [...(sections.get(rule.section) ?? []), rule]);
  return [...sections];
}
