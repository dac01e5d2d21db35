// Times of the calendar: what the clocks on the wall show on a day, and the instants they mean.

export const STEP = 5;
export const DAY = 1440;
const MINUTE_MS = 60_000;

/** @param {number} number */
const two = (number) => String(number).padStart(2, "0");

/**
 * Return a local time as the desk writes it: "2026-11-24 18:05".
 * @param {string} date
 * @param {number} minute after midnight
 */
export function wall(date, minute) {
  return `${date} ${clock(minute)}`;
}

/** @param {number} minute after midnight */
export function clock(minute) {
  const whole = Math.round(minute);
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/** Return the date some days after another one. */
export function later(date, days) {
  const moved = new Date(`${date}T12:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/**
 * Return the instant that a local time means, in milliseconds: in a gap the first moment after it,
 * of a time that comes twice the first.
 * @param {{ begins: number, turns: { kind: string, begins: number, ends: number }[] }} day
 * @param {number} minute after midnight
 */
export function instant(day, minute) {
  let passed = minute;
  for (const turn of day.turns) {
    const length = turn.ends - turn.begins;
    if (turn.kind === "gap" && minute > turn.begins) passed -= Math.min(minute - turn.begins, length);
    if (turn.kind === "fold" && minute >= turn.ends) passed += length;
  }
  return day.begins + passed * MINUTE_MS;
}

/**
 * Return which posts an instant is too near to, and when a post would then go out.
 * @param {{ at: number, title: string }[]} others
 * @param {number} at
 * @param {number} spacingMs
 */
export function nearness(others, at, spacingMs) {
  const near = others.filter((each) => each.at === at || Math.abs(each.at - at) < spacingMs);
  let goes = at;
  for (const each of [...others].sort((one, other) => one.at - other.at)) {
    if (each.at <= goes && goes - each.at < spacingMs) goes = each.at + spacingMs;
  }
  return { near, goes };
}
