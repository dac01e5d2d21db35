// What happens at the desk, as it happens: "desk:change" and "desk:batch" on the document, with the
// facts in `detail`; "desk:live" says whether the line is open.

const EVENTS = ["change", "batch"];

let source = null;

function open() {
  if (source || document.hidden) return;
  source = new EventSource("/events");
  source.addEventListener("open", () => tell("live", { open: true }));
  source.addEventListener("error", () => {
    tell("live", { open: false });
    if (source?.readyState === EventSource.CLOSED) source = null;
  });
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => tell(name, JSON.parse(event.data)));
  }
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));
}

open();
document.addEventListener("visibilitychange", open);
addEventListener("pagehide", () => {
  source?.close();
  source = null;
});
addEventListener("pageshow", open);
