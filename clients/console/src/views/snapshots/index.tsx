/** States to go back to: kept under a name, as the world was opened, or in a file. */
import { Snapshots } from "./snapshots.js";
import { Reset } from "./reset.js";
import { StateFile } from "./state_file.js";

export default function View() {
  return (
    <>
      <h1>Snapshots</h1>
      <Snapshots />
      <div class="grid">
        <Reset />
        <StateFile />
      </div>
    </>
  );
}
