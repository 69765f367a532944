/** What happens to a request. */
import { Choice } from "../../components/form.js";
import { at, type Editing } from "./order.js";
import { OrderDelay } from "./order_delay.js";
import { OrderField, OrderSelect } from "./order_field.js";
import { NUMBER, PAIRS } from "./readings.js";

type Kind = "status" | "drop" | "rate_limit" | "revoke_token" | "answered";

const KINDS: readonly { value: Kind; name: string }[] = [
  { value: "status", name: "Error" },
  { value: "drop", name: "Broken connection" },
  { value: "rate_limit", name: "Rate limit" },
  { value: "revoke_token", name: "Revoked token" },
  { value: "answered", name: "Answered, but …" },
];

const NOTHING = {
  status: undefined,
  detail: undefined,
  headers: undefined,
  retry_after: undefined,
  drop: undefined,
  rate_limit: undefined,
  revoke_token: undefined,
};

/** What a kind begins with; a broken connection has no body that could be slow or garbled. */
const BEGINNINGS: Record<Kind, Record<string, unknown>> = {
  status: { status: 503 },
  drop: { drop: "before", body: undefined, bytes_per_second: undefined },
  rate_limit: { rate_limit: { requests: 10, seconds: 60 } },
  revoke_token: { revoke_token: true },
  answered: {},
};

export function OrderEffect({ editing }: { editing: Editing }) {
  const kind = kindOf(editing);
  return (
    <fieldset class="part">
      <legend>What happens</legend>
      <Choice label="What happens" value={kind} choices={KINDS} onChange={(chosen) => editing.set({ ...NOTHING, ...BEGINNINGS[chosen] })} />
      <div class="fields">
        {kind === "status" && <ErrorAnswer editing={editing} />}
        {kind === "drop" && (
          <OrderSelect editing={editing} place="drop" name="Connection closes" none="never" choices={MOMENTS} />
        )}
        {kind === "rate_limit" && (
          <>
            <OrderField editing={editing} place="rate_limit.requests" name="Requests" reading={NUMBER} kind="short" />
            <OrderField editing={editing} place="rate_limit.seconds" name="in seconds" reading={NUMBER} kind="short" />
          </>
        )}
        <OrderDelay editing={editing} />
        {kind !== "drop" && (
          <>
            <OrderSelect editing={editing} place="body" name="Body" none="as it is" choices={BODIES} />
            <OrderField editing={editing} place="bytes_per_second" name="Bytes per second" placeholder="no limit" reading={NUMBER} kind="short" />
          </>
        )}
        {kind === "status" && (
          <OrderField editing={editing} place="headers" name="Headers" hint="Name: value, one a line" reading={PAIRS} kind="lines" />
        )}
      </div>
    </fieldset>
  );
}

const MOMENTS = [
  { value: "before", name: "before the request is performed" },
  { value: "after", name: "after the request was performed" },
];
const BODIES = [
  { value: "truncated", name: "breaks off in the middle" },
  { value: "garbled", name: "is noise" },
];
const STATUSES = ["400", "401", "403", "404", "408", "409", "422", "429", "500", "502", "503", "504"];

function ErrorAnswer({ editing }: { editing: Editing }) {
  return (
    <>
      <OrderField editing={editing} place="status" name="Status" reading={NUMBER} kind="short" suggestions={STATUSES} />
      <OrderField editing={editing} place="detail" name="Detail" placeholder="its usual text" />
      <OrderField editing={editing} place="retry_after" name="Retry-After" hint="seconds" reading={NUMBER} kind="short" />
    </>
  );
}

function kindOf({ order }: Editing): Kind {
  const named = KINDS.find(({ value }) => value !== "answered" && at(order, value) !== undefined);
  return named?.value ?? "answered";
}
