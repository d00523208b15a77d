// Runs the page's engine on cases read from standard input, one JSON a line: {form, language, now, properties, fillings},
// each filling a list of steps: ["answer", path, text], ["add", path], ["remove", path] or ["finish"]. Answers one JSON a
// line, a list with {leaves, problems, questions, xml} for each filling.
import { createInterface } from "node:readline";
import { Filling, nodesOf, pathOf } from "../../src/maillage/surveys/static/surveys/engine.js";

function filled({ form, language, now, properties }, steps) {
  const filling = new Filling(form, { language, properties, now: () => new Date(now), random: () => 0.5 });
  for (const [verb, path, text] of steps) {
    if (verb === "answer") filling.answer(path, text);
    else if (verb === "add") filling.add(path);
    else if (verb === "remove") filling.remove(filling.at(path));
    else filling.finish();
  }
  const nodes = [...nodesOf(filling.root)];
  const problems = Object.fromEntries(nodes.map((node) => [pathOf(node), filling.problem(node)]).filter(([, why]) => why));
  const questions = nodes
    .filter((node) => filling.controls.has(node.spec.path) && !node.spec.children)
    .map((node) => {
      const control = filling.controls.get(node.spec.path);
      const at = { filling, node, origin: node, rank: 0, depth: 0 };
      const offered = control.items || control.itemset ? filling.choices(control, node) : [];
      return [pathOf(node), filling.text(control.label, at), offered.map(({ value, label }) => `${value}=${label}`).join("|")];
    });
  return { leaves: filling.leaves(), problems, questions, xml: filling.xml() };
}

for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line);
  console.log(JSON.stringify(given.fillings.map((steps) => filled(given, steps))));
}
