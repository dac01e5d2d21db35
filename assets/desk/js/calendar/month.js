// A month: a card that is put down on a day keeps its time of day; one without takes a free slot.

import { say } from "../words.js";
import { clock, later, wall } from "./time.js";

export class Month {
  /** @param {HTMLElement} board */
  constructor(board) {
    this.board = board;
    this.cells = [...board.querySelectorAll(".cell")].map((element) => ({ element, date: element.dataset.day, free: element.dataset.free }));
  }

  arrange() {
    return true;
  }

  tick() {}

  scrollToWork() {
    this.board.querySelector(".cell.is-today")?.scrollIntoView({ block: "nearest" });
  }

  under(x, y, card) {
    const found = document.elementsFromPoint(x, y).find((each) => each.classList.contains("cell"));
    return found ? this.target(found.dataset.day, card) : null;
  }

  step(from, key, card) {
    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const days = { [forward]: 1, [forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"]: -1, ArrowDown: 7, ArrowUp: -7 }[key];
    return days ? this.target(later(from.date, days), card) : null;
  }

  begin(card) {
    const day = card.element.closest(".cell")?.dataset.day ?? this.board.dataset.next?.slice(0, 10);
    return this.target(day ?? this.board.dataset.on, card);
  }

  target(date, card) {
    const cell = this.cells.find((each) => each.date === date);
    const { item, minute } = card.element.dataset;
    const name = cell?.element.querySelector(".cell-head .day-date").textContent ?? date;
    const found = { date, day: cell, name, slot: !item, tone: "", remark: "" };
    if (item) {
      const at = wall(date, Number(minute));
      const isPast = at < wallNow(this.board);
      return { ...found, wall: at, clock: clock(Number(minute)), tone: isPast ? "bad" : "", remark: isPast ? say("calendar.drag_past") : "" };
    }
    if (cell && !cell.free) return { ...found, tone: "bad", remark: say("calendar.drag_no_slot") };
    return { ...found, wall: cell?.free, clock: cell?.free?.slice(11) ?? "" };
  }

  show(target) {
    this.hide();
    target?.day?.element.classList.add("is-over");
  }

  hide() {
    for (const each of this.cells) each.element.classList.remove("is-over");
  }

  reveal() {
    this.board.querySelector(".cell.is-over")?.scrollIntoView({ block: "nearest" });
  }

  told(target) {
    const where = say(target.slot ? "calendar.at_slot" : "calendar.at", { day: target.name, clock: target.clock ?? "" });
    return target.remark ? `${where}. ${target.remark}` : where;
  }

  put(element, target) {
    element.classList.remove("is-taken-up", "is-left-behind");
    element.classList.add("is-sent");
    target.day.element.querySelector(".cell-rows").append(element);
  }
}

/** What the clocks of the page show now, as the desk writes it. */
function wallNow(board) {
  return board.dataset.now.slice(0, 16).replace("T", " ");
}
