// The functions of ODK forms: the twin of queries/engine/functions.py.
import { Day, cut, dayOf, rankOf, readDay, single, toBool, toDay, toNumber, toText, two, valueOf } from "./values.js";

const PARK_MILLER = 2 ** 31 - 1;
const MOST_PLACES = 30;
const MOST_DAYS = 700_000;
const EARTH = 6_378_100; // metres, as JavaRosa has it

const texts = (values) =>
  values.flatMap((value) => (Array.isArray(value) ? value.map((node) => toText(valueOf(node))) : [toText(value)]));

const spread = (values) => values.flatMap((value) => (Array.isArray(value) ? value.map(valueOf) : [value]));
const numbers = (values) => spread(values).map(toNumber).filter((number) => !Number.isNaN(number));

const words = (value) => toText(value).split(/\s+/).filter(Boolean);
const radians = (degrees) => (degrees * Math.PI) / 180;
const sum = (list) => list.reduce((total, each) => total + each, 0);

function extreme(values, better) {
  const found = numbers(values);
  return found.length ? found.reduce((best, each) => (better(each, best) ? each : best)) : NaN;
}

function pointsOf(text) {
  return text
    .split(";")
    .map((each) => each.trim().split(/\s+/))
    .filter((parts) => parts.length > 1)
    .map((parts) => [toNumber(parts[0]), toNumber(parts[1])]);
}

function between([lat1, lon1], [lat2, lon2]) {
  if (lat1 === lat2 && lon1 === lon2) return 0;
  const [a, b, across] = [radians(lat1), radians(lat2), radians(lon2) - radians(lon1)];
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(across);
  return EARTH * Math.acos(Math.max(-1, Math.min(1, cosine)));
}

function dateTime(raw) {
  const value = single(raw);
  if (value instanceof Day) return value;
  if (typeof value === "string") return readDay(value) ?? clockOf(value) ?? "";
  const number = toNumber(value);
  return Number.isNaN(number) ? "" : new Day(number);
}

// « 14:30 », « 14:30:00.000+01:00 »: a moment of the first day of all.
function clockOf(text) {
  const found = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:Z|[+-]\d{2}:?\d{2})?$/.exec(text.trim());
  if (!found || found[1] > 23 || found[2] > 59 || (found[3] ?? 0) > 59) return null;
  return new Day((found[1] * 3600 + found[2] * 60 + Number(`${found[3] ?? 0}.${found[4] ?? 0}`)) / 86_400);
}

const WEEKDAYS = ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."];
const MONTHS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const FORMATS = {
  Y: (d) => String(d.getUTCFullYear()).padStart(4, "0"),
  y: (d) => two(d.getUTCFullYear() % 100),
  m: (d) => two(d.getUTCMonth() + 1),
  n: (d) => String(d.getUTCMonth() + 1),
  d: (d) => two(d.getUTCDate()),
  e: (d) => String(d.getUTCDate()),
  H: (d) => two(d.getUTCHours()),
  h: (d) => String(d.getUTCHours()),
  M: (d) => two(d.getUTCMinutes()),
  S: (d) => two(d.getUTCSeconds()),
  3: (d) => String(d.getUTCMilliseconds()).padStart(3, "0"),
  a: (d) => WEEKDAYS[d.getUTCDay()],
  b: (d) => MONTHS[d.getUTCMonth()],
  "%": () => "%",
};

function formatDate(at, value, pattern) {
  const found = dateTime(value);
  if (!(found instanceof Day) || !(Math.abs(found.days) < MOST_DAYS)) return "";
  return toText(pattern).replace(/%(.)/g, (all, sign) => (FORMATS[sign] ? FORMATS[sign](found.moment) : all));
}

function position(at, nodes) {
  if (!nodes) return at.rank || rankOf(at.node);
  return nodes.length ? rankOf(nodes[0]) : 0;
}

function substr(at, value, from, to) {
  const signs = [...toText(value)];
  const inside = (rank) => (rank < 0 ? rank + signs.length : rank);
  const start = inside(cut(from));
  const end = inside(to === undefined ? signs.length : cut(to));
  return start <= end ? signs.slice(Math.max(0, start), Math.max(0, end)).join("") : "";
}

function translate(at, value, old, fresh) {
  const [from, to, table] = [[...toText(old)], [...toText(fresh)], new Map()];
  from.forEach((sign, rank) => table.has(sign) || table.set(sign, to[rank] ?? ""));
  return [...toText(value)].map((sign) => table.get(sign) ?? sign).join("");
}

function area(at, shape) {
  const points = texts([shape]).flatMap(pointsOf);
  if (points.length < 3) return 0;
  const degree = (2 * Math.PI * EARTH) / 360;
  const [[lat0, lon0], ...others] = points;
  const flat = others.map(([lat, lon]) => [(lon - lon0) * degree * Math.cos(radians(lat)), (lat - lat0) * degree]);
  return Math.abs(sum(flat.slice(1).map(([x2, y2], rank) => (flat[rank][1] * x2 - flat[rank][0] * y2) / 2)));
}

function distance(at, ...places) {
  const points = texts(places).flatMap(pointsOf);
  return sum(points.slice(1).map((point, rank) => between(points[rank], point)));
}

function decimalTime(at, raw) {
  const found = dateTime(raw);
  return found instanceof Day && Number.isFinite(found.days) ? found.days - Math.floor(found.days) : NaN;
}

function decimalDateTime(at, raw) {
  const value = single(raw);
  if (typeof value === "string") return readDay(value)?.days ?? NaN;
  return value instanceof Day ? value.days : toNumber(value);
}

// As the number is written, 1.005 to 1.01; halves go up, -2.5 to -2 too; tens and hundreds as JavaRosa has them.
function round(at, value, wanted = 0) {
  const [number, places] = [toNumber(value), toNumber(wanted)];
  if (Math.abs(number) === Infinity) return number;
  if (Number.isNaN(number) || !(Math.abs(places) <= MOST_PLACES)) return NaN;
  const shift = (each, by) => {
    const [digits, power = 0] = String(each).split("e");
    return Number(`${digits}e${Number(power) + by}`);
  };
  const moved = shift(number, Math.trunc(places));
  return shift(places < 0 ? Math.trunc(moved + 0.5) : Math.round(moved), -Math.trunc(places));
}

function regex(at, value, pattern) {
  try {
    return new RegExp(`^(?:${toText(pattern)})$`).test(toText(value));
  } catch {
    return false;
  }
}

function within(found, low, high) {
  const [least, most] = [toNumber(low), toNumber(high)];
  return (least < 0 || found >= least) && (most < 0 || found <= most);
}

function weightedChecklist(at, least, most, ...pairs) {
  const [tests, weights] = [0, 1].map((side) => spread(pairs.filter((_, rank) => rank % 2 === side)));
  return within(sum(tests.map((test, rank) => (toBool(test) ? toNumber(weights[rank]) : 0))), least, most);
}

function base64Decode(at, value) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(toText(value)), (sign) => sign.charCodeAt(0)));
  } catch {
    return "";
  }
}

// Shuffled as JavaRosa does: Fisher and Yates from the inside, with the numbers of Park and Miller.
function randomize(at, nodes, seed) {
  const found = [...nodes];
  let state = (seed === undefined ? Math.floor(at.filling.random() * PARK_MILLER) : cut(seed)) % PARK_MILLER;
  if (state <= 0) state += PARK_MILLER - 1;
  nodes.forEach((node, rank) => {
    state = (state * 16807) % PARK_MILLER;
    const other = Math.floor(((state - 1) / (PARK_MILLER - 1)) * (rank + 1));
    found[rank] = found[other];
    found[other] = node;
  });
  return found;
}

function uuid(at, size) {
  if (size === undefined) return crypto.randomUUID();
  return Array.from({ length: Math.max(cut(size), 0) }, () => Math.floor(at.filling.random() * 36).toString(36).toUpperCase()).join("");
}

const selected = (at, x, y) => ` ${toText(x).trim()} `.includes(` ${toText(y).trim()} `);
const textOf = (at, x) => toText(x === undefined ? [at.node] : x);
const bounded = (run) => (at, x) => (Math.abs(toNumber(x)) <= 1 ? run(toNumber(x)) : NaN);
const plain = (run) => (at, x) => run(toNumber(x));

export const FUNCTIONS = {
  true: () => true,
  false: () => false,
  not: (at, x) => !toBool(x),
  boolean: (at, x) => toBool(x),
  "boolean-from-string": (at, x) => ["true", "1"].includes(toText(x).toLowerCase()),
  number: (at, x) => toNumber(x),
  string: (at, x) => toText(x),
  if: (at, test, one, other) => (toBool(test) ? single(one) : single(other)),
  coalesce: (at, x, y) => (["", "NaN"].includes(toText(x)) ? single(y) : single(x)),
  depend: (at, x) => single(x),
  version: (at) => at.filling.form.version,
  checklist: (at, least, most, ...tests) => within(spread(tests).filter(toBool).length, least, most),
  "weighted-checklist": weightedChecklist,
  "base64-decode": base64Decode,
  randomize,
  once: (at, x) => (at.node.text ? valueOf(at.node) : single(x)),
  concat: (at, ...parts) => texts(parts).join(""),
  join: (at, mark, ...parts) => texts(parts).join(toText(mark)),
  contains: (at, x, y) => toText(x).includes(toText(y)),
  "starts-with": (at, x, y) => toText(x).startsWith(toText(y)),
  "ends-with": (at, x, y) => toText(x).endsWith(toText(y)),
  "string-length": (at, x) => [...textOf(at, x)].length,
  "normalize-space": (at, x) => words(textOf(at, x)).join(" "),
  regex,
  count: (at, x) => x.length,
  "count-non-empty": (at, x) => x.filter((node) => node.text || node.children.length).length,
  sum: (at, x) => sum(numbers([x])),
  max: (at, ...x) => extreme(x, (one, best) => one > best),
  min: (at, ...x) => extreme(x, (one, best) => one < best),
  abs: plain(Math.abs),
  sqrt: plain(Math.sqrt),
  exp: plain(Math.exp),
  exp10: plain((x) => 10 ** x),
  log: plain(Math.log),
  log10: plain(Math.log10),
  pow: (at, x, y) => toNumber(x) ** toNumber(y),
  pi: () => Math.PI,
  sin: plain(Math.sin),
  cos: plain(Math.cos),
  tan: plain(Math.tan),
  asin: bounded(Math.asin),
  acos: bounded(Math.acos),
  atan: plain(Math.atan),
  atan2: (at, y, x) => Math.atan2(toNumber(y), toNumber(x)),
  int: plain(Math.trunc),
  round,
  uuid,
  random: (at) => at.filling.random(),
  today: (at) => toDay(dayOf(at.filling.now())),
  now: (at) => dayOf(at.filling.now()),
  date: (at, x) => toDay(x),
  "date-time": (at, x) => dateTime(x),
  "decimal-date-time": decimalDateTime,
  "decimal-time": decimalTime,
  "format-date": formatDate,
  "format-date-time": formatDate,
  selected,
  "is-selected": selected,
  "selected-at": (at, x, rank) => words(x)[cut(rank)] ?? "",
  "count-selected": (at, x) => words(x).length,
  current: (at) => [at.origin],
  position,
  substr,
  "substring-before": (at, x, y) => {
    const [text, mark] = [toText(x), toText(y)];
    return mark && text.includes(mark) ? text.slice(0, text.indexOf(mark)) : "";
  },
  "substring-after": (at, x, y) => {
    const [text, mark] = [toText(x), toText(y)];
    return text.includes(mark) ? text.slice(text.indexOf(mark) + mark.length) : "";
  },
  translate,
  "jr:choice-name": (at, value, path) => at.filling.choiceLabel(toText(value), toText(path).trim(), at),
  "jr:itext": (at, name) => at.filling.text(toText(name), at),
  distance,
  area,
  "enclosed-area": area,
};
