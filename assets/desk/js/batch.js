// A batch: says how it goes on, and opens its draft where it is the only one.

const wasOver = document.getElementById("batch").dataset.over === "yes";

document.addEventListener("htmx:afterSettle", () => {
  const batch = document.getElementById("batch");
  document.getElementById("announced").textContent = document.getElementById("batch-told").textContent;
  const { over, only } = batch.dataset;
  if (!wasOver && over === "yes" && only) location.replace(`/drafts/${only}`);
});
