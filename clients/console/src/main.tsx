/** The console: begins to listen, and shows the view that the address names. */
import { render } from "preact";
import { renewTokens } from "./api/tokens.js";
import { App } from "./app.js";
import { watchAhead } from "./shell/ahead.js";
import { watchClock } from "./shell/clock.js";
import { keepWhose } from "./shell/whose.js";
import { start } from "./world/following.js";
import { watchHappenings } from "./world/happenings.js";
import "./styles/main.css";

keepWhose();
watchHappenings();
start();
watchClock();
watchAhead();
renewTokens();
render(<App />, document.body);
