// A batch: says how it goes on, and opens its draft where it is the only one.

/** Whether somebody comes from the form, and waits for what they handed in. */
const isAwaited =
  new URL(document.referrer || location.href).pathname.startsWith("/new") &&
  performance.getEntriesByType("navigation")[0]?.type === "navigate";
const wasOver = document.getElementById("batch").dataset.over === "yes";

function open() {
  const { over, only } = document.getElementById("batch").dataset;
  if (over === "yes" && only && (isAwaited || !wasOver)) location.replace(`/drafts/${only}`);
}

document.addEventListener("htmx:afterSettle", () => {
  document.getElementById("announced").textContent = document.getElementById("batch-told").textContent;
  open();
});
open();
