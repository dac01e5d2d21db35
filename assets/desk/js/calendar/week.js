// A week as columns: puts everything at its hour, and tells which time lies under the pointer.

import { say } from "../words.js";
import { clock, DAY, instant, later, nearness, STEP, wall } from "./time.js";

const SNAP_PX = 14;
const MINUTE_MS = 60_000;
const TALL_PX = 54;

export class Week {
  /** @param {HTMLElement} board */
  constructor(board) {
    this.board = board;
    this.week = board.querySelector(".week");
    this.spacing = Number(board.dataset.spacing) * MINUTE_MS;
    this.days = [...this.week.querySelectorAll(".day")].map(readDay);
    this.marker = document.createElement("div");
    this.marker.className = "drop";
  }

  /** Whether there is room for columns. */
  static fits() {
    return matchMedia("(min-width: 48rem)").matches;
  }

  /** Put everything at its hour; return whether there is room to. */
  arrange() {
    const fits = Week.fits();
    this.week.classList.toggle("is-placed", fits);
    if (!fits) return false;
    this.days.forEach((day, number) => {
      day.element.style.setProperty("--column", String(number + 2));
      for (const turn of day.element.querySelectorAll(".turn")) {
        turn.style.setProperty("--begins", turn.dataset.begins);
        turn.style.setProperty("--ends", turn.dataset.ends);
      }
      for (const row of day.rows.children) row.style.setProperty("--minute", row.dataset.minute);
      lanes([...day.rows.querySelectorAll(".entry")], (TALL_PX / this.hour()) * 60);
    });
    for (const hour of this.week.querySelectorAll(".hour")) hour.style.setProperty("--at", hour.dataset.hour);
    this.tick();
    return true;
  }

  /** Draw the line of this moment. */
  tick() {
    this.week.querySelector(".now")?.remove();
    const now = this.now();
    const today = this.days.find((day) => day.element.classList.contains("is-today"));
    if (!today || !this.week.classList.contains("is-placed")) return;
    const line = document.createElement("div");
    line.className = "now";
    line.style.setProperty("--minute", String(minuteAt(today, now)));
    today.ground.append(line);
  }

  /** Show the hours in which something happens. */
  scrollToWork() {
    const minutes = [...this.week.querySelectorAll(".day-rows > *")].map((each) => Number(each.dataset.minute));
    const now = this.days.find((day) => day.element.classList.contains("is-today"));
    const first = Math.min(...minutes, now ? minuteAt(now, this.now()) : DAY, 9 * 60);
    this.week.scrollTop = Math.max((first / 60 - 0.75) * this.hour(), 0);
  }

  /** This moment by the desk's clock, in milliseconds. */
  now() {
    const { now, read } = this.board.dataset;
    return Date.parse(now) + (read ? performance.now() - Number(read) : 0);
  }

  hour() {
    return this.days[0].ground.getBoundingClientRect().height / 24 || 56;
  }

  /**
   * Return what lies under a point; null outside the days.
   * @param {{ key: string, grip: number }} card what is carried, and how far below its top it is held
   */
  under(x, y, card) {
    const day = this.days.find(({ ground }) => {
      const box = ground.getBoundingClientRect();
      return x >= box.left && x < box.right;
    });
    const seen = this.week.getBoundingClientRect();
    if (!day || y < seen.top || y > seen.bottom) return null;
    const top = day.ground.getBoundingClientRect().top;
    const exact = ((y - card.grip - top) / this.hour()) * 60;
    const close = day.places.filter((place) => place.room === "free").map((place) => ({ place, away: Math.abs(place.minute - exact) }));
    close.sort((one, other) => one.away - other.away);
    const snaps = close[0] && close[0].away <= (SNAP_PX / this.hour()) * 60;
    const minute = snaps ? close[0].place.minute : Math.round(exact / STEP) * STEP;
    return this.target(day.date, Math.min(Math.max(minute, 0), DAY - STEP), card);
  }

  /**
   * Return the time that a key leads to from another one.
   * @param {{ date: string, minute: number }} from
   * @param {string} key
   */
  step(from, key, card) {
    const forward = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
    const days = { [forward]: 1, [forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"]: -1 }[key];
    if (days) return this.target(later(from.date, days), from.minute, card);
    const minutes = { PageDown: 60, PageUp: -60, "Shift+ArrowDown": STEP, "Shift+ArrowUp": -STEP }[key];
    if (minutes) return this.moved(from, minutes, card);
    if (key === "ArrowDown") return this.slot(from, 1, card) ?? this.moved(from, 60, card);
    if (key === "ArrowUp") return this.slot(from, -1, card) ?? this.moved(from, -60, card);
    return null;
  }

  moved(from, minutes, card) {
    const minute = from.minute + minutes;
    const days = Math.floor(minute / DAY);
    return this.target(later(from.date, days), minute - days * DAY, card);
  }

  /** The next free slot of these days, before or after a time. */
  slot(from, direction, card) {
    const all = this.days.flatMap((day) => day.places.filter((place) => place.room === "free").map((place) => ({ date: day.date, minute: place.minute })));
    const here = wall(from.date, from.minute);
    const beyond = all.filter((each) => (direction > 0 ? wall(each.date, each.minute) > here : wall(each.date, each.minute) < here));
    const found = direction > 0 ? beyond[0] : beyond.at(-1);
    return found ? this.target(found.date, found.minute, card) : null;
  }

  /** Where a card begins that is taken up by keyboard. */
  begin(card) {
    const { item, minute, next } = { ...card.element.dataset, next: this.board.dataset.next };
    const day = card.element.closest(".day")?.dataset.day;
    if (item && day) return this.target(day, Math.round(Number(minute) / STEP) * STEP, card);
    if (next) return this.target(next.slice(0, 10), toMinute(next.slice(11)), card);
    const today = this.days.find((each) => each.element.classList.contains("is-today")) ?? this.days[0];
    return this.target(today.date, 12 * 60, card);
  }

  /** Return what putting a card down at a time would mean. */
  target(date, minute, card) {
    const day = this.days.find((each) => each.date === date);
    const place = day?.places.find((each) => each.room === "free" && each.minute === minute);
    const found = { date, minute, wall: wall(date, minute), slot: Boolean(place), day, tone: "", remark: "" };
    if (!day) return found;
    const at = instant(day, minute);
    const turn = day.turns.find((each) => minute >= each.begins && minute < each.ends);
    const others = this.others(card.key);
    const { near, goes } = nearness(others, at, this.spacing);
    if (at < this.now() - MINUTE_MS) return { ...found, tone: "bad", remark: say("calendar.drag_past") };
    if (turn) return { ...found, tone: "warn", remark: say(`calendar.turn_${turn.kind}`) };
    if (!near.length) return found;
    const remark = say("calendar.drag_near", { title: short(near[0].title), clock: near[0].clock });
    const wait = goes > at ? ` · ${say("calendar.drag_goes", { clock: clock(minute + (goes - at) / MINUTE_MS) })}` : "";
    return { ...found, tone: "warn", remark: remark + wait };
  }

  others(key) {
    return [...this.board.querySelectorAll(".entry[data-at]")]
      .filter((each) => each.dataset.key !== key && !["withdrawn"].includes(each.dataset.stage))
      .map((each) => ({ at: Date.parse(each.dataset.at), title: each.dataset.title, clock: clock(Number(each.dataset.minute)) }));
  }

  /** Show where a card would be put down. */
  show(target) {
    this.hide();
    if (!target?.day) return;
    this.marker.style.setProperty("--minute", String(target.minute));
    this.marker.dataset.tone = target.tone;
    const time = document.createElement("strong");
    time.textContent = clock(target.minute);
    const remark = document.createElement("span");
    remark.textContent = target.remark;
    this.marker.replaceChildren(time, remark);
    target.day.ground.append(this.marker);
    for (const place of target.day.places) place.element.classList.toggle("is-over", target.slot && place.minute === target.minute);
  }

  hide() {
    this.marker.remove();
    for (const each of this.board.querySelectorAll(".place.is-over")) each.classList.remove("is-over");
  }

  /** Have the marker in sight. */
  reveal() {
    if (this.marker.isConnected) this.marker.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Say where a target is. */
  told(target) {
    const day = target.day?.name ?? target.date;
    const where = say(target.slot ? "calendar.at_slot" : "calendar.at", { day, clock: clock(target.minute) });
    return target.remark ? `${where}. ${target.remark}` : where;
  }

  /** Put a card where it is to be, before the desk has answered. */
  put(element, target) {
    element.classList.remove("is-taken-up", "is-left-behind");
    element.classList.add("is-sent");
    element.dataset.minute = String(target.minute);
    element.style.setProperty("--minute", String(target.minute));
    const time = element.querySelector("time");
    if (time) time.textContent = clock(target.minute);
    target.day.rows.append(element);
  }
}

function readDay(element) {
  const turns = [...element.querySelectorAll(".turn")].map(({ dataset }) => ({ kind: dataset.kind, begins: Number(dataset.begins), ends: Number(dataset.ends) }));
  const places = [...element.querySelectorAll(".place")].map((place) => ({ element: place, minute: Number(place.dataset.minute), room: place.dataset.room }));
  return {
    element,
    date: element.dataset.day,
    name: element.querySelector(".day-name").textContent,
    begins: Date.parse(element.dataset.begins),
    ground: element.querySelector(".day-ground"),
    rows: element.querySelector(".day-rows"),
    turns,
    places,
  };
}

/** The minute that the clocks show at an instant of a day. */
function minuteAt(day, at) {
  let minute = (at - day.begins) / MINUTE_MS;
  for (const turn of day.turns) {
    const length = turn.ends - turn.begins;
    if (turn.kind === "gap" && minute >= turn.begins) minute += length;
    if (turn.kind === "fold" && minute >= turn.ends) minute -= Math.min(length, minute - turn.ends + length);
  }
  return minute;
}

/** Put cards that would cover each other side by side. */
function lanes(entries, height) {
  let group = [];
  let end = -Infinity;
  const settle = () => {
    const count = Math.max(...group.map((each) => each.lane)) + 1;
    for (const { entry, lane } of group) {
      entry.style.setProperty("--lane", String(lane));
      entry.style.setProperty("--lanes", String(count));
      entry.classList.toggle("is-beside", count > 1);
    }
  };
  const free = [];
  for (const entry of entries) {
    const minute = Number(entry.dataset.minute);
    if (minute >= end) {
      settle();
      group = [];
      free.length = 0;
    }
    const empty = free.findIndex((each) => each <= minute);
    const lane = empty < 0 ? free.length : empty;
    free[lane] = minute + height;
    end = Math.max(end, minute + height);
    group.push({ entry, lane });
  }
  settle();
}

function toMinute(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

function short(text) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
