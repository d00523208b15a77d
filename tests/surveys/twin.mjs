// Runs the page's engine on cases read from standard input, one JSON a line: {form, language, now, steps}. Answers one
// JSON a line: {leaves, problems, xml}. A step is ["answer", path, text], ["add", path] or ["remove", path].
import { createInterface } from "node:readline";
import { Filling, nodesOf, pathOf } from "../../src/maillage/surveys/static/surveys/engine.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { form, language, now, steps } = JSON.parse(line);
  const filling = new Filling(form, { language, now: () => new Date(now), random: () => 0.5 });
  for (const [verb, path, text] of steps) {
    if (verb === "answer") filling.answer(path, text);
    else if (verb === "add") filling.add(path);
    else filling.remove(filling.at(path));
  }
  const problems = {};
  for (const node of nodesOf(filling.root)) {
    const why = filling.problem(node);
    if (why) problems[pathOf(node, true)] = why;
  }
  console.log(JSON.stringify({ leaves: filling.leaves(), problems, xml: filling.xml() }));
}
