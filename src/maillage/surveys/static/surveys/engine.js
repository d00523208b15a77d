// One answer being given, in the page: the twin of queries/engine/evaluating.py and filling.py. It runs the very lists
// that the server parsed; both are held against JavaRosa by the same cases.
import { FUNCTIONS } from "./functions.js";
import { Day, dayOf, iso, kept, offsetOf, single, toBool, toNumber, toText } from "./values.js";

const SETTLED_WITHIN = 60; // passes

const SIGNS = {
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
  "*": (one, other) => one * other,
  div: (one, other) => one / other,
  mod: (one, other) => (Number.isFinite(one) ? one % other : NaN),
};

const isShown = (node) => node.isRelevant && (!node.parent || isShown(node.parent));
const isMade = (value) => typeof value === "number" || value instanceof Day;

export function run(expression, at) {
  const [kind, first, second, third] = expression;
  if (kind === "n" || kind === "s") return first;
  if (kind === "-") return -toNumber(run(first, at));
  if (kind === "p") return path(first, second, at);
  if (kind === "b") return both(first, second, third, at);
  if (first === "instance") return [at.filling.lists[second[0][1]]];
  return FUNCTIONS[first](at, ...second.map((each) => run(each, at)));
}

function both(sign, left, right, at) {
  if (sign === "and" || sign === "or") {
    const first = toBool(run(left, at));
    return first === (sign === "or") ? first : toBool(run(right, at));
  }
  const [one, other] = [run(left, at), run(right, at)];
  if (sign === "|") return [...new Set([...one, ...other])];
  if (sign === "=" || sign === "!=") return areEqual(single(one), single(other)) === (sign === "=");
  return SIGNS[sign](toNumber(one), toNumber(other));
}

function areEqual(one, other) {
  if (typeof one === "boolean" || typeof other === "boolean") return toBool(one) === toBool(other);
  const isDayAndText = (a, b) => a instanceof Day && typeof b === "string";
  if (!isMade(one) && !isMade(other)) return toText(one) === toText(other);
  if (isDayAndText(one, other) || isDayAndText(other, one)) return toText(one) === toText(other);
  return Math.abs(toNumber(one) - toNumber(other)) < 1e-12;
}

function path(start, steps, at) {
  if (start === "/") return fromTheTop(steps, at).filter(isShown);
  return walked(start === "." ? [at.node] : run(start, at), steps, at).filter(isShown);
}

function lineage(node) {
  return node ? [...lineage(node.parent), node] : [];
}

// An absolute path stays inside the repeats that we are in, as far as its names are those above us.
function fromTheTop(steps, at) {
  let above = lineage(at.node);
  if (above[0] !== at.filling.root) above = lineage(at.origin);
  let rank = 0;
  while (rank < steps.length && above[rank]?.name === steps[rank][0] && !steps[rank][1].length) rank += 1;
  return rank ? walked([above[rank - 1]], steps.slice(rank), at) : [];
}

function walked(start, steps, at) {
  let nodes = start;
  for (const [name, predicates] of steps) {
    nodes = nodes.flatMap((node) => stepped(node, name));
    for (const predicate of predicates) nodes = nodes.filter((node, rank) => holds(predicate, { ...at, node, rank: rank + 1 }));
  }
  return nodes;
}

function stepped(node, name) {
  if (name === ".") return [node];
  if (name === "..") return node.parent ? [node.parent] : [];
  return node.children.filter((child) => name === "*" || child.name === name);
}

function holds(predicate, at) {
  const value = single(run(predicate, at));
  return typeof value === "number" ? value === at.rank : toBool(value);
}

export function* nodesOf(node) {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

export function* controlsOf(body) {
  for (const control of body) {
    yield control;
    yield* controlsOf(control.controls ?? []);
  }
}

const leaf = (name, parent, text = "") => ({ name, type: "string", parent, children: [], text, isRelevant: true, spec: {} });

function listed(name, rows) {
  const top = leaf(name, null);
  const root = leaf("root", top);
  top.children = [root];
  root.children = rows.map((row) => {
    const item = leaf("item", root);
    item.children = Object.entries(row).map(([column, text]) => leaf(column, item, text));
    return item;
  });
  return top;
}

export function pathOf(node, ranked = false) {
  if (!node) return "";
  const alike = ranked && node.parent ? node.parent.children.filter((each) => each.name === node.name) : [node];
  const rank = alike.indexOf(node) + 1;
  return `${pathOf(node.parent, ranked)}/${node.name}${rank > 1 ? `[${rank}]` : ""}`;
}

export class Filling {
  constructor(form, { language = "", now = () => new Date(), random = Math.random } = {}) {
    Object.assign(this, { form, now, random, language: language || form.default_language });
    this.lists = Object.fromEntries(Object.entries(form.instances).map(([name, rows]) => [name, listed(name, rows)]));
    this.root = this.grown(form.root, null);
    for (const node of nodesOf(this.root)) this.preload(node);
    this.settle();
  }

  grown(spec, parent) {
    const node = { name: spec.name, type: spec.type, parent, text: spec.text ?? "", isRelevant: true, spec };
    node.children = (spec.children ?? []).map((child) => this.grown(child, node));
    return node;
  }

  moment() {
    const now = this.now();
    return iso(dayOf(now), offsetOf(now));
  }

  preload(node) {
    const [kind, params] = node.spec.preload ?? ["", ""];
    if (kind === "uid") node.text = `uuid:${crypto.randomUUID()}`;
    else if (kind === "timestamp" && params === "start") node.text = this.moment();
    else if (kind === "date" && params === "today") node.text = String(dayOf(this.now()));
  }

  finish() {
    for (const node of nodesOf(this.root)) {
      const [kind, params] = node.spec.preload ?? [];
      if (kind === "timestamp" && params === "end") node.text = this.moment();
    }
    this.settle();
  }

  at(where) {
    return where
      .slice(1)
      .split("/")
      .reduce((node, step) => {
        const [name, rank = "1]"] = step.split("[");
        const around = node ? node.children : [this.root];
        return around.filter((each) => each.name === name)[Number.parseInt(rank, 10) - 1];
      }, null);
  }

  add(where) {
    const first = this.at(where);
    const around = first.parent.children;
    const node = this.grown(first.spec, first.parent);
    around.splice(around.findLastIndex((each) => each.name === first.name) + 1, 0, node);
    for (const each of nodesOf(node)) this.preload(each);
    this.settle();
    return node;
  }

  remove(node) {
    node.parent.children.splice(node.parent.children.indexOf(node), 1);
    this.settle();
  }

  answer(where, text) {
    this.at(where).text = text;
    this.settle();
  }

  // Relevance and calculations, until nothing moves any more.
  settle() {
    for (let pass = 0; pass < SETTLED_WITHIN; pass += 1) {
      let moved = this.keepCounts();
      for (const node of [...nodesOf(this.root)]) moved = this.update(node) || moved;
      moved = this.dropChoices() || moved;
      if (!moved) return;
    }
  }

  // A choice that is no longer offered is no longer chosen.
  dropChoices() {
    let moved = false;
    for (const control of controlsOf(this.form.body)) {
      if (!control.itemset?.nodes[2].some(([, predicates]) => predicates.length)) continue;
      for (const node of [...nodesOf(this.root)].filter((each) => each.text && pathOf(each) === control.ref)) {
        const offered = this.choices(control, node).map((choice) => choice.value);
        const text = node.text.split(/\s+/).filter((each) => offered.includes(each)).join(" ");
        moved ||= text !== node.text;
        node.text = text;
      }
    }
    return moved;
  }

  valueAt(node, expression) {
    return run(expression, { filling: this, node, origin: node, rank: 1 });
  }

  update(node) {
    let moved = false;
    if (node.spec.relevant) {
      const isRelevant = toBool(this.valueAt(node, node.spec.relevant));
      moved = isRelevant !== node.isRelevant;
      node.isRelevant = isRelevant;
    }
    if (node.spec.calculate) {
      const text = kept(this.valueAt(node, node.spec.calculate), node.type, offsetOf(this.now()));
      moved ||= text !== node.text;
      node.text = text;
    }
    return moved;
  }

  keepCounts() {
    let moved = false;
    for (const control of controlsOf(this.form.body)) {
      if (control.kind !== "repeat" || !control.count) continue;
      const cut = control.ref.lastIndexOf("/");
      for (const parent of [...nodesOf(this.root)].filter((node) => pathOf(node) === control.ref.slice(0, cut))) {
        const wanted = Math.max(Math.trunc(toNumber(this.valueAt(parent, control.count))) || 0, 0);
        moved = this.resize(parent, control.ref.slice(cut + 1), wanted) || moved;
      }
    }
    return moved;
  }

  resize(parent, name, wanted) {
    const alike = parent.children.filter((each) => each.name === name);
    if (alike.length === wanted) return false;
    const tooMany = alike.slice(wanted);
    parent.children = parent.children.filter((each) => !tooMany.includes(each));
    const spec = parent.spec.children.find((child) => child.name === name);
    const order = parent.spec.children.map((child) => child.name);
    for (let rank = alike.length; rank < wanted; rank += 1) {
      const node = this.grown(spec, parent);
      parent.children.push(node);
      for (const each of nodesOf(node)) this.preload(each);
    }
    parent.children.sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
    return true;
  }

  text(name, at, form = "") {
    const parts = this.form.texts[this.language]?.[name]?.[form] ?? [];
    return parts.map((part) => (typeof part === "string" ? part : toText(run(part[1], at)))).join("");
  }

  choiceLabel(value, ref, at) {
    for (const control of controlsOf(this.form.body)) {
      if (control.ref !== ref) continue;
      const found = this.choices(control, at.node).find((choice) => choice.value === value);
      if (found) return found.label;
    }
    return "";
  }

  choices(control, node) {
    const at = { filling: this, node, origin: node, rank: 1 };
    const { itemset } = control;
    if (!itemset) return control.items.map((each) => ({ value: each.value, label: this.text(each.label, at) }));
    return run(itemset.nodes, at).map((item) => {
      const column = (name) => item.children.find((child) => child.name === name)?.text ?? "";
      const label = column(itemset.label);
      return { value: column(itemset.value), label: itemset.is_named ? this.text(label, at) : label };
    });
  }

  problem(node) {
    if (!isShown(node) || node.children.length) return "";
    const { required, constraint } = node.spec;
    if (!node.text) return required && toBool(this.valueAt(node, required)) ? "required" : "";
    return !constraint || toBool(this.valueAt(node, constraint)) ? "" : "constraint";
  }

  leaves() {
    return [...nodesOf(this.root)]
      .filter((node) => !node.spec.children)
      .map((node) => [pathOf(node, true), isShown(node), node.text]);
  }

  // The answer as it is sent: what is not shown is left out.
  xml() {
    const { id, version } = this.form;
    const inside = (node) =>
      node.children.length
        ? node.children
            .filter((child) => child.isRelevant)
            .map((child) => element(child.name, inside(child)))
            .join("")
        : escaped(node.text);
    const element = (name, content, attributes = "") =>
      content ? `<${name}${attributes}>${content}</${name}>` : `<${name}${attributes} />`;
    return `<?xml version='1.0' encoding='utf-8'?>\n${element(
      this.root.name,
      inside(this.root),
      ` id="${escaped(id)}" version="${escaped(version)}"`,
    )}`;
  }
}

const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
