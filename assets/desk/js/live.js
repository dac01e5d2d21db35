// What happens at the desk, as it happens. On the document, with the facts in `detail`:
//   desk:change  a line of the journal: {line, event, draft, item, page, actor, revision}
//   desk:batch   how far a new draft is
//   desk:lost    more happened meanwhile than is told one by one: look at everything anew
//   desk:live    {open}: whether the line is open

const EVENTS = ["change", "batch", "lost"];
const HIDDEN_MS = 30_000; // a browser has six lines for all its tabs: hidden ones give theirs back
const AGAIN_MS = 5_000;

let source = null;
let last = document.querySelector('meta[name="line"]')?.content ?? "";
let timer = 0;

function open() {
  clearTimeout(timer);
  if (source || document.hidden) return;
  source = new EventSource(last ? `/events?after=${last}` : "/events");
  source.addEventListener("open", () => tell("live", { open: true }));
  source.addEventListener("error", lose);
  for (const name of EVENTS) source.addEventListener(name, hear);
}

function hear(event) {
  if (event.lastEventId) last = event.lastEventId;
  tell(event.type, JSON.parse(event.data));
}

function lose() {
  tell("live", { open: false });
  if (source?.readyState !== EventSource.CLOSED) return; // the browser calls again by itself
  close();
  timer = setTimeout(open, AGAIN_MS);
}

function close() {
  source?.close();
  source = null;
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(close, HIDDEN_MS);
  else open();
});
addEventListener("pagehide", close);
addEventListener("pageshow", open);
open();
