/** The console: begins to listen, and shows the view that the address names. */
import { render } from "preact";
import { renewTokens } from "./api/tokens.js";
import { App } from "./app.js";
import { watchClock } from "./shell/clock.js";
import { start } from "./world/following.js";
import { watchHappenings } from "./world/happenings.js";
import "./styles/main.css";

watchHappenings();
start();
watchClock();
renewTokens();
render(<App />, document.body);
