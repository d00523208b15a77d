// Running an expression at a place of an answer: the twin of queries/engine/evaluating.py.
import { FUNCTIONS } from "./functions.js";
import { Day, rankOf, single, toBool, toNumber, toText } from "./values.js";

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

export const isShown = (node) => node.isRelevant && (!node.parent || isShown(node.parent));
const isMade = (value) => typeof value === "number" || value instanceof Day;

export function run(expression, at) {
  const [kind, first, second, third] = expression;
  if (kind === "n" || kind === "s") return first;
  if (kind === "-") return -toNumber(run(first, at));
  if (kind === "p") return path(first, second, at);
  if (kind === "b") return both(first, second, third, at);
  if (first === "instance") return [at.filling.lists[second[0][1]]];
  if (first === "indexed-repeat") return indexed(second, at);
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
  const found = [];
  for (let each = node; each; each = each.parent) found.unshift(each);
  return found;
}

// An absolute path stays in the repeats that we are in, as far as its names are those above us.
function fromTheTop(steps, at) {
  let above = lineage(at.node);
  if (above[0] !== at.filling.root) above = lineage(at.origin);
  const bound = at.depth ? Math.min(at.depth, above.length) : above.length;
  let nodes = [at.filling.root];
  let isOurs = true;
  steps.forEach(([name, predicates], depth) => {
    isOurs &&= depth < bound && above[depth].name === name;
    if (!depth) nodes = name === "*" || name === nodes[0].name ? nodes : [];
    else if (isOurs && !predicates.length) nodes = alike(nodes, above[depth]);
    else nodes = nodes.flatMap((node) => stepped(node, name));
    nodes = chosen(nodes, predicates, at);
  });
  return nodes;
}

const named = (node, name) => node.named.get(name) ?? [];

// In each parent, the child that has the name and the rank of ours.
function alike(parents, ours) {
  if (parents.length === 1 && parents[0] === ours.parent) return [ours];
  const rank = rankOf(ours);
  return parents.flatMap((parent) => named(parent, ours.name).slice(rank - 1, rank));
}

function indexed([target, ...pairs], at) {
  const ranks = {};
  for (let each = 0; each < pairs.length; each += 2) {
    const wanted = toNumber(run(pairs[each + 1], at));
    ranks[namesOf(pairs[each], at.node).length - 1] = Number.isFinite(wanted) ? Math.max(Math.trunc(wanted), 1) : 1;
  }
  const above = lineage(at.node);
  let nodes = [at.filling.root];
  let isOurs = true;
  namesOf(target, at.node).forEach((name, depth) => {
    isOurs &&= above[depth]?.name === name;
    if (!depth) return;
    const rank = ranks[depth];
    if (rank) nodes = nodes.flatMap((node) => named(node, name).slice(rank - 1, rank));
    else nodes = isOurs ? alike(nodes, above[depth]) : nodes.flatMap((node) => stepped(node, name));
  });
  return nodes.filter(isShown);
}

// The names along a path, from the top: ../km is data, trip, km.
function namesOf([, start, steps], node) {
  const names = start === "/" ? [] : lineage(node).map((each) => each.name);
  for (const [name] of steps) {
    if (name === "..") names.pop();
    else if (name !== ".") names.push(name);
  }
  return names;
}

function walked(start, steps, at) {
  let nodes = start;
  for (const [name, predicates] of steps)
    nodes = chosen(nodes.flatMap((node) => stepped(node, name)), predicates, at);
  return nodes;
}

function stepped(node, name) {
  if (name === ".") return [node];
  if (name === "..") return node.parent ? [node.parent] : [];
  return name === "*" ? node.children : named(node, name);
}

// Those that predicates keep; a number is a rank.
function chosen(nodes, predicates, { filling, origin }) {
  return predicates.reduce(
    (found, predicate) =>
      found.filter((node, before) => {
        const rank = before + 1;
        const value = single(run(predicate, { filling, node, origin, rank, depth: 0 }));
        return typeof value === "number" ? value === rank : toBool(value);
      }),
    nodes,
  );
}
