// The functions of ODK forms: the twin of queries/engine/functions.py.
import { Day, dayOf, readDay, single, toBool, toDay, toNumber, toText, two, valueOf } from "./values.js";

const EARTH = 6_378_100; // metres, as JavaRosa has it

const texts = (values) =>
  values.flatMap((value) => (Array.isArray(value) ? value.map((node) => toText(valueOf(node))) : [toText(value)]));

const numbers = (values) =>
  values.flatMap((value) =>
    Array.isArray(value)
      ? value.filter((node) => node.text).map((node) => toNumber(valueOf(node)))
      : [toNumber(value)],
  );

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
  return typeof value === "string" ? (readDay(value) ?? "") : new Day(toNumber(value));
}

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
  "%": () => "%",
};

function formatDate(at, value, pattern) {
  const found = dateTime(value);
  if (!(found instanceof Day)) return "";
  return toText(pattern).replace(/%(.)/g, (all, sign) => (FORMATS[sign] ? FORMATS[sign](found.moment) : all));
}

function position(at, nodes) {
  if (!nodes) return at.rank;
  const [node] = nodes;
  return node.parent.children.filter((each) => each.name === node.name).indexOf(node) + 1;
}

function substr(at, value, from, to) {
  const signs = [...toText(value)];
  const inside = (rank) => (rank < 0 ? rank + signs.length : rank);
  const start = inside(Math.trunc(toNumber(from)));
  const end = inside(to === undefined ? signs.length : Math.trunc(toNumber(to)));
  return start <= end ? signs.slice(Math.max(0, start), Math.max(0, end)).join("") : "";
}

function translate(at, value, old, fresh) {
  const [from, to, table] = [[...toText(old)], [...toText(fresh)], new Map()];
  from.forEach((sign, rank) => table.has(sign) || table.set(sign, to[rank] ?? ""));
  return [...toText(value)].map((sign) => table.get(sign) ?? sign).join("");
}

function isWithin(node, other) {
  for (let each = node; each; each = each.parent) if (each === other) return true;
  return false;
}

function indexedRepeat(at, nodes, ...pairs) {
  let found = nodes;
  for (let each = 0; each < pairs.length; each += 2) {
    const inside = pairs[each][Math.trunc(toNumber(pairs[each + 1])) - 1];
    found = inside ? found.filter((node) => isWithin(node, inside)) : [];
  }
  return found;
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
  const value = single(raw);
  if (value instanceof Day) return value.days - Math.floor(value.days);
  const found = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/.exec(toText(value));
  if (!found || found[1] > 23 || found[2] > 59 || (found[3] ?? 0) > 59) return NaN;
  return (found[1] * 3600 + found[2] * 60 + Number(`${found[3] ?? 0}.${found[4] ?? 0}`)) / 86_400;
}

function round(at, value, places = 0) {
  const number = toNumber(value);
  if (!Number.isFinite(number)) return number;
  const scale = 10 ** Math.trunc(toNumber(places));
  return Math.floor(number * scale + 0.5) / scale;
}

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
  coalesce: (at, x, y) => (toText(x) ? single(x) : single(y)),
  once: (at, x) => (at.node.text ? valueOf(at.node) : single(x)),
  concat: (at, ...parts) => texts(parts).join(""),
  join: (at, mark, ...parts) => texts(parts).join(toText(mark)),
  contains: (at, x, y) => toText(x).includes(toText(y)),
  "starts-with": (at, x, y) => toText(x).startsWith(toText(y)),
  "ends-with": (at, x, y) => toText(x).endsWith(toText(y)),
  "string-length": (at, x) => [...toText(x)].length,
  "normalize-space": (at, x) => words(x).join(" "),
  regex: (at, x, y) => new RegExp(`^(?:${toText(y)})$`).test(toText(x)),
  count: (at, x) => x.length,
  "count-non-empty": (at, x) => x.filter((node) => node.text || node.children.length).length,
  sum: (at, x) => sum(numbers([x])),
  max: (at, ...x) => extreme(x, (one, best) => one > best),
  min: (at, ...x) => extreme(x, (one, best) => one < best),
  abs: plain(Math.abs),
  sqrt: plain(Math.sqrt),
  exp: plain(Math.exp),
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
  uuid: () => crypto.randomUUID(),
  random: (at) => at.filling.random(),
  today: (at) => toDay(dayOf(at.filling.now())),
  now: (at) => dayOf(at.filling.now()),
  date: (at, x) => toDay(x),
  "date-time": (at, x) => dateTime(x),
  "decimal-date-time": (at, x) => {
    const value = single(x);
    return (value instanceof Day ? value : readDay(toText(value)))?.days ?? NaN;
  },
  "decimal-time": decimalTime,
  "format-date": formatDate,
  "format-date-time": formatDate,
  selected: (at, x, y) => ` ${toText(x).trim()} `.includes(` ${toText(y).trim()} `),
  "selected-at": (at, x, rank) => words(x)[Math.trunc(toNumber(rank))] ?? "",
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
  "indexed-repeat": indexedRepeat,
  distance,
  area,
};
