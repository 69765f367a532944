/** Creations in the background that are ordered to fail: presets make them, and they are no faults of requests. */
import { ask } from "../../api/http.js";
import { Action } from "../../components/action.js";
import { nameOf } from "../../world/names.js";
import { organizationId } from "../../world/world.js";

export interface FailingCreation {
  id: string;
  organization_id: string;
  kind: string | null;
  remaining: number;
  error: { message: string };
}

interface Props {
  orders: FailingCreation[];
  problem: string | null;
  again: () => Promise<void>;
}

export function FailingCreations({ orders, problem, again }: Props) {
  if (problem !== null) return <p class="problem">{problem}</p>;
  if (orders.length === 0) return null;
  const takeBack = async () => {
    await ask("DELETE", "dev/provisioning-failures", { query: { organization_id: organizationId.value } });
    await again();
    return "Creations succeed again";
  };
  return (
    <section class="panel" aria-label="Creations that will fail">
      <div class="title">
        <h2>Creations that will fail</h2>
        <span class="push">
          <Action kind="danger" act={takeBack}>
            Take back
          </Action>
        </span>
      </div>
      <ul class="entries">
        {orders.map(({ id, organization_id, kind, remaining, error }) => (
          <li key={id}>
            <div class="what">
              <strong>{kind === "batch_item" ? "One charger of a request about several" : "The next creation in the background"}</strong>
              <p class="muted">
                {nameOf(organization_id)} · {remaining === 1 ? "once" : `${remaining} times`} · “{error.message}”
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
