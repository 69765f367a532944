/** The journal: a row for each request, the newest first. */
import { useEffect, useMemo, useRef } from "preact/hooks";
import { EDITIONS } from "../../api/words.js";
import { Action } from "../../components/action.js";
import { Method } from "../../components/method.js";
import { Outcome } from "../../components/outcome.js";
import { Table, type Column } from "../../components/table.js";
import { clockTime, duration } from "../../components/units.js";
import { nameOf } from "../../world/names.js";
import { addressOf, filtered, pattern } from "./address.js";
import { target, type Entry } from "./entries.js";
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
        <div class="journal" ref={list} onScrollCapture={({ target }) => journal.scrolled((target as Element).scrollTop > 0)}>
          <Table label="Requests, the newest first" rows={entries} columns={columns} id={({ id }) => id} href={({ id }) => addressOf(id)} />
        </div>
      )}
    </>
  );
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
      <Action act={() => journal.clear()} against={against} kind="danger">
        {filtered() > 0 ? "Forget these" : "Clear"}
      </Action>
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
    width: "minmax(0, 3fr)",
    cell: (entry) => (
      <>
        <Method name={entry.method} /> {target(entry)}
      </>
    ),
  },
  { id: "status", name: "Status", value: ({ status }) => status, width: "7rem", cell: ({ status }) => <Outcome status={status} brief /> },
  { id: "notes", name: "Notes", value: notesOf, width: "minmax(5rem, 0.9fr)", cell: (entry) => <Notes entry={entry} /> },
  { id: "operation", name: "Operation", value: ({ operation }) => operation, width: "minmax(0, 2fr)", minor: true },
  { id: "edition", name: "Edition", value: edition, width: "7.6rem", minor: true },
  { id: "who", name: "Who", value: sender, width: "minmax(0, 1.8fr)", minor: true },
  { id: "sdk", name: "SDK", value: ({ sdk }) => sdk, width: "minmax(7.6rem, 1fr)", minor: true },
  { id: "took", name: "Took", value: ({ seconds }) => seconds, width: "5.2rem", align: "end", minor: true, cell: ({ seconds }) => duration(seconds) },
  { id: "at", name: "At", value: ({ at }) => at, width: "6rem", align: "end", minor: true, cell: ({ at }) => <time dateTime={at}>{clockTime(at)}</time> },
];

function edition({ editions }: Entry): string | null {
  if (editions.length === 0) return null;
  return editions.length === EDITIONS.length ? "all" : editions.join(", ");
}

function notesOf({ fault, warnings }: Entry): string {
  return [fault, warnings.length > 0 ? `${warnings.length} warnings` : null].filter(Boolean).join(", ");
}

function Notes({ entry: { fault, warnings } }: { entry: Entry }) {
  return (
    <span class="notes">
      {fault !== null && <span class="badge fault" title={`The fault “${fault}” has hit it`}>{fault}</span>}
      {warnings.length > 0 && (
        <span class="badge warned" title={warnings.join("\n")}>
          {warnings.length}
          <span class="hidden">{warnings.length === 1 ? " warning" : " warnings"}</span>
          <span aria-hidden="true"> !</span>
        </span>
      )}
    </span>
  );
}

function sender({ principal, organization_id }: Entry): string | null {
  if (principal === null) return null;
  const where = organization_id === null ? "" : ` · ${nameOf(organization_id)}`;
  return `${principal.role ?? "no role"}${principal.verified ? "" : " (refused)"}${where}`;
}
