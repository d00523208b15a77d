// What an expression yields, and how one kind of value becomes another: the twin of queries/engine/values.py.
// A value is a number, a string, a boolean, a Day or an array of nodes.

const WHOLE = 2 ** 31;
const LONG = 2 ** 63;
const DAY = 86_400_000;
const [FIRST_DAY, LAST_DAY] = [-719_162, 2_932_896]; // the years 1 and 9999, as in Python

// One element of an answer, or of a list of choices.
export const leaf = (name, text = "") => ({ name, text, type: "string", parent: null, children: [], named: new Map(), isRelevant: true, spec: {} });

export function place(parent, child, at = parent.children.length) {
  parent.children.splice(at, 0, child);
  if (!parent.named.has(child.name)) parent.named.set(child.name, []);
  parent.named.get(child.name).push(child);
  child.parent = parent;
}

// Among those of the same name beside it, from 1.
export function rankOf(node) {
  return Math.max(node.parent?.named.get(node.name)?.indexOf(node) ?? 0, 0) + 1;
}

export class Day {
  constructor(days) {
    this.days = days;
  }

  // In the time of the place: what is read here is read in UTC, so that no clock of the machine moves it.
  get moment() {
    return new Date(Math.round(Math.max(FIRST_DAY, Math.min(LAST_DAY, this.days)) * DAY));
  }

  toString() {
    return this.moment.toISOString().slice(0, 10);
  }
}

export const two = (number) => String(number).padStart(2, "0");

// The time of the place as a Day, and its offset as « Z » or « +01:00 ».
export function dayOf(date) {
  return new Day((date.getTime() - date.getTimezoneOffset() * 60_000) / DAY);
}

export function offsetOf(date) {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return minutes ? `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}` : "Z";
}

export const iso = (day, offset) => day.moment.toISOString().slice(0, 23) + offset;

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

export function readDay(text) {
  const found = MOMENT.exec(text.trim());
  if (!found) return null;
  const [, date, hour = "0", minute = "0", second = "0", part = "0"] = found;
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(`${second}.${part}`);
  return new Day((start + seconds * 1000) / DAY);
}

export function typed(text, type) {
  if (!text) return "";
  if (type === "int" || type === "decimal" || type === "long") return toNumber(text);
  if (type === "date" || type === "dateTime") return readDay(text) ?? text;
  if (type === "boolean") return text === "true" || text === "1";
  return text;
}

// A number cut to the whole one that Java makes of it; nothing is 0.
export function cut(raw) {
  const number = toNumber(raw);
  return Number.isNaN(number) ? 0 : Math.trunc(Math.max(-WHOLE, Math.min(WHOLE - 1, number)));
}

export const valueOf = (node) => typed(node.text, node.type);

export function single(value) {
  if (Array.isArray(value)) return value.length ? valueOf(value[0]) : "";
  return value;
}

export function toNumber(raw) {
  const value = single(raw);
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Day) return Math.floor(value.days);
  const text = value.trim().replaceAll(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
}

export function toText(raw) {
  const value = single(raw);
  return typeof value === "number" ? written(value) : String(value);
}

export function toBool(raw) {
  const value = single(raw);
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return !Number.isNaN(value) && Math.abs(value) > 1e-12;
  return value instanceof Day || value !== "";
}

export function toDay(raw) {
  const value = single(raw);
  if (value instanceof Day) return new Day(Math.floor(value.days));
  if (value === "") return "";
  const number = toNumber(value);
  if (!Number.isNaN(number)) return new Day(Math.floor(number));
  const found = readDay(String(value));
  return found ? new Day(Math.floor(found.days)) : "";
}

// Halves to the even side, as Python's round does.
function evenly(number) {
  const low = Math.floor(number);
  if (number - low !== 0.5) return Math.round(number);
  return low % 2 ? low + 1 : low;
}

export function written(number) {
  if (!Number.isFinite(number)) return String(number);
  const size = Math.abs(number);
  if (size < WHOLE && Math.abs(number - evenly(number)) < 1e-12) return String(evenly(number) + 0);
  if (size >= 1e-3 && size < 1e7) return String(number);
  const [digits, power] = number.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(power)}`;
}

// A calculated value as the text that the answer keeps.
export function kept(raw, type, offset) {
  const value = single(raw);
  if (typeof value === "number") {
    if (Number.isNaN(value)) return "";
    if (type === "int") return String(Math.trunc(Math.max(-WHOLE, Math.min(WHOLE - 1, value))) + 0);
    const isWhole = Math.abs(value) < LONG && Math.abs(value - Math.trunc(value)) < 1e-9;
    return isWhole ? BigInt(Math.trunc(value)).toString() : written(value);
  }
  if (typeof value === "boolean") return value ? "1" : "0";
  if (value instanceof Day) return type === "date" ? String(value) : iso(value, offset);
  return value;
}
