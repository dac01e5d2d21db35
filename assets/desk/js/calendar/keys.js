// Moving cards by keyboard: taken up on the handle, carried by the arrows, put down by Enter.

const CARRYING = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown"]);

/**
 * @param {HTMLElement} root
 * @param {{ field: () => object, lift: (element: HTMLElement) => object | null, over: (target: object | null) => void, drop: (card: object, target: object | null) => void, turn: (date: string) => Promise<void>, tell: (text: string) => void, lifted: (card: object, where: string) => void }} calendar
 */
export function carried(root, calendar) {
  let held = null;

  root.addEventListener("click", (event) => {
    const grab = event.target.closest(".entry-grab");
    if (grab && event.detail === 0) toggle(grab); // by keyboard, or by a screen reader
  });
  root.addEventListener("keydown", (event) => {
    const open = event.target.closest(".entry[data-moves] .entry-open");
    if (open && event.key === " " && !held) {
      event.preventDefault();
      toggle(open.parentElement.querySelector(".entry-grab"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (!held || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift+${event.key}` : event.key;
    if (CARRYING.has(event.key)) carry(key);
    else if (event.key === "Enter" || event.key === " ") event.repeat || put(held.target);
    else if (event.key === "Escape") put(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
    // Some browsers click a button when the space bar is let go, whatever became of its press.
    if (event.key === " ") addEventListener("keyup", (up) => up.preventDefault(), { capture: true, once: true });
  }, true);

  function toggle(grab) {
    if (held) return;
    const card = calendar.lift(grab.closest(".entry"));
    if (!card) return;
    held = { card, target: null };
    card.element.classList.add("is-taken-up");
    grab.setAttribute("aria-pressed", "true");
    held.target = calendar.field().begin(card);
    show();
    calendar.lifted(card, calendar.field().told(held.target));
  }

  async function carry(key) {
    const next = calendar.field().step(held.target, key, held.card);
    if (!next) return;
    held.target = next;
    if (!next.day) {
      await calendar.turn(next.date);
      if (!held) return;
      held.target = calendar.field().again?.(next, held.card) ?? calendar.field().target(next.date, ...(next.minute === undefined ? [held.card] : [next.minute, held.card]));
    }
    show();
    calendar.tell(calendar.field().told(held.target));
  }

  function show() {
    calendar.over(held.target);
    calendar.field().reveal();
  }

  function put(target) {
    const { card } = held;
    held = null;
    card.element.classList.remove("is-taken-up");
    card.element.querySelector(".entry-grab")?.setAttribute("aria-pressed", "false");
    calendar.drop(card, target);
  }
}
