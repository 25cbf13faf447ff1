// At 1280 px with scripts.
import { everyPage } from "./every-page.mjs";

everyPage("wide");
