/** The conversation of a charger with its CSMS: a sequence of frames, of which one can be read in full. */
import { useMemo, useState } from "preact/hooks";
import type { ReadonlySignal } from "@preact/signals";
import { Details } from "./details.js";
import { downloadJson, downloadText } from "./download.js";
import { EVERYTHING, fitting } from "./filter.js";
import { latency, type Frame } from "./frame.js";
import type { Log } from "./log.js";
import { Sequence } from "./sequence.js";
import { Toolbar } from "./toolbar.js";

interface Props {
  identity: string;
  csms: string;
  log: Log;
}

export function Conversation({ identity, csms, log }: Props) {
  const [wanted, want] = useState(EVERYTHING);
  const [following, follow] = useState(true);
  const [chosen, choose] = useState<string | null>(null);
  const all = log.frames.value ?? [];
  const shown = useMemo(() => fitting(all, wanted), [all, wanted]);
  const frame = chosen === null ? undefined : all.find(({ id }) => id === chosen);
  return (
    <section class="panel conversation" aria-labelledby="conversation">
      <div class="title">
        <h2 id="conversation">OCPP conversation</h2>
        <Counts all={all} shown={shown} older={log.older} />
        <span class="files push">
          <button type="button" onClick={() => downloadText(identity, shown)}>
            Save as text
          </button>
          <button type="button" onClick={() => downloadJson(identity, shown)}>
            Save as JSON
          </button>
        </span>
      </div>
      <Toolbar {...{ all, wanted, want, following, follow }} />
      <div class={frame === undefined ? "said" : "said with-details"}>
        <Sequence {...{ identity, csms, log, shown, chosen, choose, following, follow }} />
        {frame !== undefined && <Details key={frame.id} {...{ frame, choose }} />}
      </div>
    </section>
  );
}

function Counts({ all, shown, older }: { all: readonly Frame[]; shown: readonly Frame[]; older: ReadonlySignal<number> }) {
  const slowest = useMemo(() => shown.reduce((most, frame) => Math.max(most, latency(frame) ?? 0), 0), [shown]);
  const errors = useMemo(() => shown.filter(({ kind }) => kind === "error" || kind === "unreadable").length, [shown]);
  return (
    <p class="muted">
      {shown.length === all.length ? `${all.length} frames` : `${shown.length} of ${all.length} frames`}
      {older.value > 0 && `, ${older.value} older`}
      {slowest > 0 && `, slowest answer ${slowest} ms`}
      {errors > 0 && <b class="problem">, {errors === 1 ? "1 error" : `${errors} errors`}</b>}
    </p>
  );
}
