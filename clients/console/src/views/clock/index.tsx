/** The time of the sandbox, and who comes to its chargers while it passes. */
import { shownName } from "../../world/names.js";
import { Demand } from "./demand.js";
import { Steering } from "./steering.js";
import { TimeNow } from "./time_now.js";

export default function View() {
  const owner = shownName.value;
  return (
    <>
      <h1>Clock</h1>
      <TimeNow owner={owner} />
      <Steering />
      <Demand owner={owner} />
    </>
  );
}
