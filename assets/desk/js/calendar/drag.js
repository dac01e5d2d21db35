// Dragging cards with mouse, pen or finger. A finger lifts a card by resting on it; else it scrolls.

const FAR_PX = 5;
const REST_MS = 350;
const EDGE_PX = 48;
const SCROLL_PX = 12;
const GHOST_PX = 176;

/**
 * @param {HTMLElement} root
 * @param {{ field: () => object, lift: (element: HTMLElement) => object | null, over: (target: object | null) => void, drop: (card: object, target: object | null) => void }} calendar
 */
export function draggable(root, calendar) {
  let held = null;

  root.addEventListener("pointerdown", (event) => {
    const element = event.target.closest(".entry[data-moves]");
    if (!element || event.button !== 0 || held || event.target.closest(".entry-set")) return;
    held = { element, id: event.pointerId, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    if (held.touch) held.rest = setTimeout(() => begin(), REST_MS);
  });

  document.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > FAR_PX;
    if (!held.card && held.touch && far) return release();
    if (!held.card && far) begin();
    if (held?.card) move(event.clientX, event.clientY);
  });
  document.addEventListener("pointerup", (event) => held && event.pointerId === held.id && end(true));
  document.addEventListener("pointercancel", (event) => held && event.pointerId === held.id && end(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held?.card) {
      event.stopPropagation();
      end(false);
    }
  }, true);
  root.addEventListener("touchmove", (event) => held?.card && event.preventDefault(), { passive: false });
  root.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
  root.addEventListener("dragstart", (event) => event.preventDefault());

  function begin() {
    const box = held.element.getBoundingClientRect();
    const card = calendar.lift(held.element);
    if (!card) return release();
    const fromTray = Boolean(held.element.closest(".tray"));
    card.grip = fromTray ? 12 : Math.min(Math.max(held.y - box.top, 0), box.height);
    held.card = card;
    held.ghost = held.element.cloneNode(true);
    held.ghost.classList.add("ghost");
    held.ghost.setAttribute("aria-hidden", "true");
    held.ghost.style.setProperty("inline-size", `${GHOST_PX}px`);
    document.body.append(held.ghost);
    document.body.classList.add("is-dragging");
    held.element.classList.add("is-left-behind");
    move(held.x, held.y);
    held.frame = requestAnimationFrame(scroll);
  }

  function move(x, y) {
    held.x = x;
    held.y = y;
    const aside = document.dir === "rtl" ? -held.ghost.offsetWidth - 6 : 6;
    held.ghost.style.setProperty("translate", `${x + aside}px ${y + 30}px`);
    held.target = calendar.field().under(x, y, held.card);
    calendar.over(held.target);
  }

  /** Scroll the days while a card is held at their edge. */
  function scroll() {
    if (!held?.card) return;
    const box = document.querySelector(".week, .month")?.getBoundingClientRect();
    const week = document.querySelector(".week, .month");
    if (box && held.x > box.left && held.x < box.right) {
      const up = held.y - box.top < EDGE_PX && held.y > box.top - EDGE_PX;
      const down = box.bottom - held.y < EDGE_PX && held.y < box.bottom + EDGE_PX;
      if (up || down) {
        week.scrollTop += up ? -SCROLL_PX : SCROLL_PX;
        move(held.x, held.y);
      }
    }
    held.frame = requestAnimationFrame(scroll);
  }

  function end(dropped) {
    const { card, target } = held;
    if (card) {
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }), 50);
    }
    release();
    if (card) calendar.drop(card, dropped ? target : null);
  }

  function release() {
    clearTimeout(held.rest);
    cancelAnimationFrame(held.frame);
    held.ghost?.remove();
    held.element.classList.remove("is-left-behind");
    document.body.classList.remove("is-dragging");
    held = null;
  }
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}
