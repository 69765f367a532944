/** A request as code that sends it again. */
import { signal } from "@preact/signals";
import { get, path } from "../../api/http.js";
import { Code } from "../../components/copy.js";
import { useFetched } from "../../components/fetched.js";
import { Choice } from "../../components/form.js";

interface Snippet {
  /** Null where `note` says why there is none. */
  code: string | null;
  note: string | null;
  /** Of the SDK. */
  release?: string | null;
}

type Snippets = Record<Language, Snippet>;
type Language = "curl" | "python" | "typescript";

const LANGUAGES: readonly { value: Language; name: string }[] = [
  { value: "curl", name: "curl" },
  { value: "python", name: "Python SDK" },
  { value: "typescript", name: "TypeScript SDK" },
];

/** Whoever has chosen a language wants the next request in it, too. */
const language = signal<Language>("curl");

export function Snippets({ id }: { id: string }) {
  const { value, problem } = useFetched(() => get<Snippets>(path`dev/requests/${id}/snippets`), [id]);
  return (
    <section class="panel steps" aria-label="As code">
      <div class="title">
        <h2>As code</h2>
        <Choice label="Language" value={language.value} choices={LANGUAGES} onChange={(chosen) => (language.value = chosen)} />
      </div>
      {problem !== null && <p class="problem" role="alert">{problem}</p>}
      {value !== undefined && <Shown snippet={value[language.value]} name={nameOf(language.value)} />}
    </section>
  );
}

function Shown({ snippet: { code, note, release }, name }: { snippet: Snippet; name: string }) {
  return (
    <>
      {release && <p class="muted">{`With release ${release} of the SDK.`}</p>}
      {note !== null && <p class="remark">{note}</p>}
      {code !== null && <Code text={code} label={`The request as ${name}`} copyLabel={`Copy ${name}`} />}
    </>
  );
}

const nameOf = (language: Language): string => LANGUAGES.find(({ value }) => value === language)?.name ?? language;
