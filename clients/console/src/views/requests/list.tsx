/** The journal: a row for each request, the newest first. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { EDITIONS } from "../../api/words.js";
import { Action } from "../../components/action.js";
import { ConfirmedAction } from "../../components/confirmed.js";
import { Method } from "../../components/method.js";
import { Outcome } from "../../components/outcome.js";
import { Table, type Column } from "../../components/table.js";
import { clockTime, duration } from "../../components/units.js";
import { aboutWhom, nameOf } from "../../world/names.js";
import { addressOf, filtered, pattern } from "./address.js";
import { fateOfToken, target, type Entry } from "./entries.js";
import { Filters } from "./filters.js";
import { Journal } from "./journal.js";
import { Nothing } from "./nothing.js";

export function List() {
  const asked = pattern();
  const journal = useMemo(() => new Journal(asked), [JSON.stringify(asked)]);
  useEffect(() => journal.follow(), [journal]);
  const list = useRef<HTMLDivElement>(null);
  const entries = journal.entries.value;
  const withSdk = entries.some(({ sdk }) => sdk !== null);
  const columns = useMemo(() => columnsOf(withSdk), [withSdk]);
  return (
    <>
      <div class="title">
        <h1>Requests</h1>
        <Count journal={journal} />
        <Doings journal={journal} onResume={() => list.current?.querySelector(".table")?.scrollTo(0, 0)} />
      </div>
      <Filters entries={entries} />
      {journal.problem.value !== null && <p class="problem" role="alert">{journal.problem.value}</p>}
      {journal.warning.value !== null && <p class="remark" role="status">{journal.warning.value}</p>}
      {entries.length === 0 ? (
        <div class="panel empty">{journal.loading.value ? "Loading …" : <Nothing />}</div>
      ) : (
        <div class="journal" ref={list} onClick={followRow} onScrollCapture={({ target }) => journal.scrolled((target as Element).scrollTop > 0)}>
          <Table label="Requests, the newest first" rows={entries} columns={columns} id={({ id }) => id} href={({ id }) => addressOf(id)} />
        </div>
      )}
    </>
  );
}

/** A press on what lies over the link of a row leads there too. */
function followRow({ target }: Event): void {
  const pressed = target as Element;
  if (pressed.closest("a, button") === null) pressed.closest(".row")?.querySelector("a")?.click();
}

function Count({ journal }: { journal: Journal }) {
  if (journal.loading.value) return null;
  const older = journal.older.value;
  return (
    <>
      <span class="muted">{`${older ? "the newest " : ""}${journal.entries.value.length}${filtered() > 0 ? " that fit" : ""}`}</span>
      {older && (
        <Action act={() => journal.showOlder()} kind="quiet">
          Show older
        </Action>
      )}
    </>
  );
}

interface DoingsProps {
  journal: Journal;
  onResume: () => void;
}

function Doings({ journal, onResume }: DoingsProps) {
  const against = journal.entries.value.length === 0 ? "There are no requests here" : null;
  const waiting = journal.waiting.value;
  const some = filtered() > 0;
  const resume = () => {
    journal.resume();
    onResume();
  };
  return (
    <div class="bar push" role="group" aria-label="The list">
      {journal.paused.value !== null ? (
        <button type="button" class="primary" onClick={resume}>
          Resume{waiting > 0 && <span class="waiting">{`${waiting} more came`}</span>}
        </button>
      ) : (
        <button type="button" onClick={() => journal.pause()}>
          Pause
        </button>
      )}
      <Action act={() => journal.export()} against={against}>
        Export HAR
      </Action>
      <ConfirmedAction
        question={some ? "Forget these requests?" : "Clear the journal?"}
        consequence={`The sandbox forgets ${some ? "all requests that fit, also those that are" : `all requests of ${aboutWhom.value}, also those`} not shown here. Export HAR keeps them.`}
        yes="Forget"
        act={() => journal.clear()}
        against={against}
      >
        {some ? "Forget these" : "Clear"}
      </ConfirmedAction>
    </div>
  );
}

/** The SDK has a column when one has sent anything. */
const columnsOf = (withSdk: boolean): readonly Column<Entry>[] => (withSdk ? COLUMNS : COLUMNS.filter(({ id }) => id !== "sdk"));

const COLUMNS: readonly Column<Entry>[] = [
  {
    id: "request",
    name: "Request",
    value: target,
    width: "minmax(0, 3.6fr)",
    cell: (entry) => <Asked entry={entry} />,
  },
  { id: "status", name: "Status", value: ({ status }) => status, width: "clamp(6.2rem, 9vw, 6.8rem)", cell: ({ status }) => <Outcome status={status} brief /> },
  { id: "notes", name: "Notes", value: notesOf, width: "clamp(6.2rem, 13vw, 12rem)", cell: (entry) => <Notes entry={entry} /> },
  { id: "operation", name: "Operation", value: ({ operation }) => operation, width: "minmax(0, 1.4fr)", minor: true, cell: ({ operation }) => <Whole text={operation} /> },
  { id: "edition", name: "Edition", value: edition, width: "5.4rem", minor: true, cell: (entry) => <Whole text={edition(entry)} /> },
  { id: "who", name: "Who", value: sender, width: "minmax(0, 1.4fr)", minor: true, cell: (entry) => <Whole text={sender(entry)} /> },
  { id: "sdk", name: "SDK", value: ({ sdk }) => sdk, width: "6.8rem", minor: true, cell: ({ sdk }) => <Whole text={sdk} /> },
  { id: "took", name: "Took", value: ({ seconds }) => seconds, width: "4.9rem", align: "end", minor: true, cell: ({ seconds }) => duration(seconds) },
  { id: "at", name: "At", value: ({ at }) => at, width: "6rem", align: "end", minor: true, cell: ({ at }) => <time dateTime={at}>{clockTime(at)}</time> },
];

/** What the request asked for; of a long path the end is seen. */
function Asked({ entry: { method, path, query } }: { entry: Entry }) {
  return (
    <span class="asked">
      <Method name={method} />{" "}
      <span class="path" title={path}>
        <bdi dir="ltr">{path}</bdi>
      </span>
      {query !== "" && (
        <span class="query" title={query}>
          ?{query}
        </span>
      )}
    </span>
  );
}

/** A text for which there may be too little room. */
const Whole = ({ text }: { text: string | null }) => (text === null ? <>–</> : <span title={text}>{text}</span>);

function edition({ editions }: Entry): string | null {
  if (editions.length === 0) return null;
  return editions.length === EDITIONS.length ? "all" : editions.join(", ");
}

function notesOf({ fault, warnings }: Entry): string {
  return [fault, warnings.length > 0 ? warned(warnings) : null].filter(Boolean).join(", ");
}

const warned = ({ length }: string[]): string => `${length} ${length === 1 ? "warning" : "warnings"}`;

function Notes({ entry: { fault, warnings } }: { entry: Entry }) {
  return (
    <span class="notes">
      {fault !== null && <span class="badge fault" title={`The fault “${fault}” has hit it`}>{fault}</span>}
      {warnings.length > 0 && (
        <span class="badge warned" title={warnings.join("\n")}>
          {warned(warnings)}
        </span>
      )}
    </span>
  );
}

function sender(entry: Entry): string | null {
  const { principal, organization_id } = entry;
  if (principal === null) return null;
  const where = organization_id === null ? "" : ` · ${nameOf(organization_id)}`;
  return `${principal.role ?? "no role"}${fateOfToken(entry, principal) === "refused" ? " (refused)" : ""}${where}`;
}
