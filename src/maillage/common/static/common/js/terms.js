/* A word of the glossary: its link becomes a button that shows what the word means, on focus, hover or tap.
   What is shown stays while the pointer or the focus is on it, and Escape takes it away (WCAG 1.4.13). */
const GRACE = 300; // milliseconds to go from the word to its meaning
let open = null;

function hide() {
  if (open) open.meaning.hidden = true;
  open = null;
}

function upgrade(term) {
  const link = term.querySelector("a.term__name");
  if (!link) return;
  const meaning = term.querySelector("[role=tooltip]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "term__name";
  button.setAttribute("aria-describedby", meaning.id);
  button.append(...link.childNodes);
  link.replaceWith(button);

  let timer = 0;
  let byPress = false; // the press that focuses is the same that clicks
  const show = () => {
    clearTimeout(timer);
    if (open?.meaning !== meaning) hide();
    meaning.hidden = false;
    open = { meaning };
  };
  const leave = () => {
    if (open?.meaning === meaning) hide();
  };
  term.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show());
  term.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "mouse" || button === document.activeElement) return;
    timer = setTimeout(leave, GRACE);
  });
  button.addEventListener("pointerdown", () => { byPress = !meaning.hidden && open?.meaning === meaning && button === document.activeElement; });
  button.addEventListener("focus", show);
  button.addEventListener("blur", leave);
  button.addEventListener("click", () => {
    if (byPress) leave();
    else show();
    byPress = false;
  });
}

document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
const upgradeAll = (root) => root.querySelectorAll("[data-term]").forEach(upgrade);
upgradeAll(document);
document.addEventListener("htmx:load", (event) => upgradeAll(event.target));
