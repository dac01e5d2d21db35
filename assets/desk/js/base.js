// What every page does: mark its requests as its own, tell errors, follow what happens.

import { csrf, toast } from "./send.js";
import { say } from "./words.js";
import "./live.js";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = csrf();
});

document.addEventListener("htmx:sendError", () => toast(say("base.away"), { tone: "bad" }));
