// One answer being given, in the page: the twin of queries/engine/filling.py. It runs the very lists that the server
// parsed, in the order that it worked out; both are held against JavaRosa by the same cases.
import { isShown, run } from "./evaluating.js";
import { dayOf, iso, kept, leaf, offsetOf, place, rankOf, toBool, toNumber, toText } from "./values.js";

const MOST_REPEATS = 1000; // a count that asks for more is a mistake
const MOST_TURNS = 200; // how often choices and counts may set one another off again

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

function listed(name, rows) {
  const [top, root] = [leaf(name), leaf("root")];
  place(top, root);
  for (const row of rows) {
    const item = leaf("item");
    for (const [column, text] of Object.entries(row)) place(item, leaf(column, text));
    place(root, item);
  }
  return top;
}

export function pathOf(node) {
  if (!node) return "";
  const rank = rankOf(node);
  return `${pathOf(node.parent)}/${node.name}${rank > 1 ? `[${rank}]` : ""}`;
}

export class Filling {
  constructor(form, { language = "", now = () => new Date(), random = Math.random, properties = {} } = {}) {
    Object.assign(this, { form, now, random, properties, language: language || form.default_language });
    this.lists = Object.fromEntries(Object.entries(form.instances).map(([name, rows]) => [name, listed(name, rows)]));
    this.controls = new Map([...controlsOf(form.body)].map((control) => [control.ref, control]));
    this.pending = new Map(); // rank of a rule → the nodes near which it is to be computed again
    this.next = 0; // no rule before this one is marked
    this.root = this.grown(form.root);
    for (const node of nodesOf(this.root)) this.preload(node);
    this.act("first-load", [...nodesOf(this.root)]);
    this.settle();
  }

  grown(spec, parent = null) {
    const node = { ...leaf(spec.name, spec.text ?? ""), type: spec.type, parent, spec };
    for (const child of spec.children ?? []) for (const each of child.starts ?? [child]) place(node, this.grown(each, node));
    return node;
  }

  moment() {
    const now = this.now();
    return iso(dayOf(now), offsetOf(now));
  }

  preload(node) {
    const [kind, params] = node.spec.preload ?? [];
    if (kind === "uid") node.text = `uuid:${crypto.randomUUID()}`;
    else if (kind === "timestamp" && params === "start") node.text = this.moment();
    else if (kind === "date" && params === "today") node.text = String(dayOf(this.now()));
    else if (kind === "property") node.text = this.properties[params] ?? "";
  }

  // What is written when the answer is closed.
  finish() {
    for (const node of nodesOf(this.root)) if (node.spec.preload?.join() === "timestamp,end") this.put(node, this.moment());
  }

  // The node at « /data/trip[2]/km », or nothing.
  at(where) {
    return where
      .slice(1)
      .split("/")
      .reduce(
        (around, step) => {
          const [name, rank = "1"] = step.split("[");
          const found = around?.named.get(name)?.[Number.parseInt(rank, 10) - 1];
          return found;
        },
        { named: new Map([[this.root.name, [this.root]]]) },
      );
  }

  // One more repeat after the last at « /data/trip », or « /data/person[2]/trip ».
  add(where) {
    const cut = where.lastIndexOf("/");
    const node = this.sprout(this.at(where.slice(0, cut)), where.slice(cut + 1));
    this.work();
    return node;
  }

  sprout(parent, name) {
    const order = parent.spec.children.map((child) => child.name);
    const node = this.grown(parent.spec.children[order.indexOf(name)], parent);
    const next = parent.children.findIndex((child) => order.indexOf(child.name) > order.indexOf(name));
    place(parent, node, next < 0 ? parent.children.length : next);
    const inside = [...nodesOf(node)];
    for (const each of inside) this.preload(each);
    this.act("new-repeat", inside);
    for (const each of inside) this.touch(each);
    this.form.rules.forEach((rule, rank) => {
      if (`${rule.path}/`.startsWith(`${node.spec.path}/`)) this.mark(rank, node);
    });
    return node;
  }

  remove(node) {
    this.wither(node);
    this.form.rules.forEach((rule, rank) => {
      if (rule.kind === "count" && rule.path === node.spec.path) this.mark(rank, node.parent);
    });
    this.work();
  }

  wither(node) {
    const { parent } = node;
    for (const list of [parent.children, parent.named.get(node.name)]) list.splice(list.indexOf(node), 1);
    for (const each of nodesOf(node)) {
      for (const rank of this.form.readers[each.spec.path] ?? []) {
        const rule = this.form.rules[rank];
        if (each === node || rule.wide || !rule.path.startsWith(`${node.spec.path}/`)) this.mark(rank, parent);
      }
    }
  }

  answer(where, text) {
    this.put(this.at(where), text);
  }

  put(node, text) {
    const hasChanged = node.text !== text;
    node.text = text;
    this.touch(node);
    this.work();
    if (!hasChanged) return;
    this.act("changed", [node]);
    this.work();
  }

  // What a form sets by itself: on opening, in a new repeat, after a question is answered.
  act(event, nodes) {
    for (const { events, ref, source, value, text } of this.form.actions) {
      if (!events.includes(event)) continue;
      let targets = nodes.filter((node) => node.spec.path === ref);
      if (event === "changed") targets = nodes[0].spec.path === source ? this.near(ref, nodes) : [];
      for (const node of targets) {
        node.text = value ? this.keep(node, this.valueAt(node, value)) : text;
        this.touch(node);
      }
    }
  }

  keep(node, value) {
    return kept(value, node.type, offsetOf(this.now()));
  }

  // Compute everything, as when the answer is opened.
  settle() {
    this.form.rules.forEach((_, rank) => this.mark(rank, this.root));
    this.work();
  }

  // A value has changed: what reads it is to be computed again, near it.
  touch(node) {
    for (const rank of this.form.readers[node.spec.path] ?? []) this.mark(rank, node);
  }

  mark(rank, node) {
    if (!this.pending.has(rank)) this.pending.set(rank, []);
    this.pending.get(rank).push(node);
    this.next = Math.min(this.next, rank);
  }

  // Follow the rules that are marked, in order, until nothing is left.
  work() {
    let turns = 0;
    while (this.pending.size) {
      while (!this.pending.has(this.next)) this.next += 1;
      const rank = this.next;
      const [rule, nodes] = [this.form.rules[rank], this.pending.get(rank)];
      this.pending.delete(rank);
      if (rule.kind === "count" || rule.kind === "choices") turns += 1;
      if (turns > MOST_TURNS) this.pending.clear();
      const where = rule.kind === "count" ? rule.path.slice(0, rule.path.lastIndexOf("/")) : rule.path;
      for (const node of this.near(where, rule.wide ? [this.root] : nodes)) this.apply(rule, node);
    }
  }

  // The nodes at a path that share with one of these the repeats that they can share.
  near(where, nodes) {
    const tops = new Set();
    for (const node of nodes) {
      let top = node;
      while (top.parent && !`${where}/`.startsWith(`${top.spec.path}/`)) top = top.parent;
      tops.add(top);
    }
    const names = (top) => where.slice(top.spec.path.length + 1).split("/").filter(Boolean);
    return [...tops].flatMap((top) =>
      names(top).reduce((found, name) => found.flatMap((node) => node.named.get(name) ?? []), [top]),
    );
  }

  apply(rule, node) {
    if (rule.kind === "count") this.keepCount(rule, node);
    else if (rule.kind === "choices") this.dropChoices(node);
    else {
      const value = this.valueAt(node, rule.expression, rule.depth);
      if (rule.kind === "relevant") node.isRelevant = toBool(value);
      else node.text = this.keep(node, value);
    }
    for (const rank of rule.feeds) this.mark(rank, node);
  }

  valueAt(node, expression, depth = 0) {
    return run(expression, { filling: this, node, origin: node, rank: 0, depth });
  }

  // A choice that is no longer offered is no longer chosen.
  dropChoices(node) {
    if (!node.text) return;
    const offered = this.choices(this.controls.get(node.spec.path), node).map((choice) => choice.value);
    const text = node.text.split(/\s+/).filter((each) => offered.includes(each)).join(" ");
    if (text === node.text) return;
    node.text = text;
    this.touch(node);
  }

  // Repeats whose number is computed have that number, once it is known; none that holds an answer is lost.
  keepCount(rule, parent) {
    const name = rule.path.slice(rule.path.lastIndexOf("/") + 1);
    const alike = [...(parent.named.get(name) ?? [])];
    const count = toNumber(this.valueAt(alike[0] ?? { ...leaf(name), parent }, rule.expression));
    if (!Number.isFinite(count)) return;
    const wanted = Math.min(Math.max(Math.trunc(count), 0), MOST_REPEATS);
    while (alike.length > wanted && !this.holds(alike.at(-1))) this.wither(alike.pop());
    for (let rank = alike.length; rank < wanted; rank += 1) this.sprout(parent, name);
  }

  // Whether someone answered a question inside.
  holds(node) {
    const isGiven = ({ spec, text }) => this.controls.has(spec.path) && !spec.calculate && text && text !== spec.text;
    return [...nodesOf(node)].some(isGiven);
  }

  text(name, at, form = "") {
    const parts = this.form.texts[this.language]?.[name]?.[form] ?? [];
    return parts.map((part) => (typeof part === "string" ? part : toText(run(part[1], at)))).join("").trim();
  }

  // The label of a choice of the question at a path, absolute or from where we are.
  choiceLabel(value, where, at) {
    const names = where.startsWith("/") ? [] : at.node.spec.path.slice(1).split("/");
    for (const step of where.replace(/^\//, "").split("/")) {
      if (step === "..") names.pop();
      else if (step !== ".") names.push(step);
    }
    const ref = `/${names.join("/")}`;
    const control = this.controls.get(ref);
    const [node] = this.near(ref, [at.node]);
    if (!node || !(control?.items || control?.itemset)) return "";
    return this.choices(control, node).find((choice) => choice.value === value)?.label ?? "";
  }

  choices(control, node) {
    const at = { filling: this, node, origin: node, rank: 0, depth: 0 };
    const { itemset } = control;
    if (!itemset) return control.items.map((each) => ({ value: each.value, label: this.text(each.label, at) }));
    return run(itemset.nodes, at).map((item) => {
      const column = (name) => item.named.get(name)?.[0].text ?? "";
      const label = column(itemset.label);
      return { value: column(itemset.value), label: itemset.is_named ? this.text(label, at) : label };
    });
  }

  problem(node) {
    const { path, required, constraint, children } = node.spec;
    if (!this.controls.has(path) || children || !isShown(node)) return "";
    if (!node.text) return required && toBool(this.valueAt(node, required)) ? "required" : "";
    return !constraint || toBool(this.valueAt(node, constraint)) ? "" : "constraint";
  }

  leaves() {
    return [...nodesOf(this.root)]
      .filter((node) => !node.spec.children)
      .map((node) => [pathOf(node), isShown(node), node.text]);
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
