// At 320 px; no script arrives.
import { everyPage } from "./every-page.mjs";

everyPage("narrow");
