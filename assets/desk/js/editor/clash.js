/** Two people changed one place: the person who came second chooses, having seen both texts. */

/** @param {() => import("./room.js").Room | null} current */
export function clashes(current) {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest?.("[data-keep]");
    const clash = button?.closest("[data-clash]");
    const room = current();
    if (!(button instanceof HTMLElement) || !(clash instanceof HTMLElement) || !room) return;
    const field = clash.dataset.clash ?? "";
    room.notes.forget(field);
    if (button.dataset.keep === "mine") {
      room.outbox.insist(field, Number(clash.dataset.seen));
    } else {
      room.outbox.forget(field);
      void room.refresh();
    }
  });
}
