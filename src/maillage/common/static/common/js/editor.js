/* Turns each textarea[data-rich-text] into an editor. Without this file the textarea takes Markdown.
   What was changed here is sent as HTML, with <name>_format=html; what was not is sent as it stands. */
import DOMPurify from "../../vendor/dompurify/purify.es.mjs";
import Squire from "../../vendor/squire/squire.mjs";

const TAGS = ["p", "br", "h3", "h4", "ul", "ol", "li", "b", "i", "strong", "em", "a", "blockquote", "hr", "div"];
const SYNONYMS = { STRONG: "b", EM: "i" };

/* The only way that HTML enters the editor: what the server kept, and what people paste. */
function sanitize(html) {
  const fragment = DOMPurify.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ["href"], RETURN_DOM_FRAGMENT: true });
  for (const old of fragment.querySelectorAll("strong, em")) {
    const same = document.createElement(SYNONYMS[old.nodeName]);
    same.append(...old.childNodes);
    old.replaceWith(same);
  }
  return document.importNode(fragment, true);
}

const toggle = (on, off) => (editor, pressed) => editor[pressed ? off : on]();

function toggleTitle(editor, pressed) {
  const [from, to] = pressed ? ["H3, H4", "P"] : ["P, DIV", "H3"];
  editor.modifyBlocks((fragment) => {
    for (const block of fragment.querySelectorAll(from)) {
      if (block.closest("li, blockquote")) continue;
      const changed = document.createElement(to);
      changed.append(...block.childNodes);
      block.replaceWith(changed);
    }
    return fragment;
  });
  editor.focus();
}

/* word, tags that mean « pressed », what a click does */
const TOOLS = [
  ["Gras", ["B"], toggle("bold", "removeBold")],
  ["Italique", ["I"], toggle("italic", "removeItalic")],
  ["Titre", ["H3", "H4"], toggleTitle],
  ["Liste", ["UL"], toggle("makeUnorderedList", "removeList")],
  ["Liste numérotée", ["OL"], toggle("makeOrderedList", "removeList")],
  ["Lien", ["A"], null],
  ["Annuler", null, (editor) => editor.undo()],
];

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/* One button of the bar is in the tab order; arrows, Home and End move among them. */
function rove(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  const only = (one) => buttons.forEach((button) => (button.tabIndex = button === one ? 0 : -1));
  only(buttons[0]);
  bar.addEventListener("focusin", (event) => only(event.target));
  bar.addEventListener("keydown", (event) => {
    const here = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length).focus();
  });
}

/* The row where the address of a link is typed; it opens under the bar and gives the focus back. */
function linkRow(editor, id) {
  const input = element("input", { id: `${id}_link`, type: "text", inputmode: "url", placeholder: "https://…", autocomplete: "off" });
  const label = element("label", { for: input.id }, "Adresse du lien");
  const set = element("button", { type: "button", class: "button button--small" }, "Poser le lien");
  const remove = element("button", { type: "button", class: "button button--small button--outline" }, "Retirer le lien");
  const row = element("div", { class: "editor__link", hidden: "" }, element("div", { class: "field" }, label, input), set, remove);
  const close = () => { row.hidden = true; editor.focus(); };
  const apply = () => {
    const typed = input.value.trim();
    close();
    if (typed) editor.makeLink(/^(https?:|mailto:|tel:)/i.test(typed) ? typed : `https://${typed}`);
  };
  set.addEventListener("click", apply);
  remove.addEventListener("click", () => { close(); editor.removeLink(); });
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === input) { event.preventDefault(); apply(); }
  });
  row.open = () => {
    const at = editor.getSelection().commonAncestorContainer;
    input.value = (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement).closest("a")?.getAttribute("href") ?? "";
    row.hidden = false;
    input.focus();
  };
  return row;
}

function toolbar(editor, label, link) {
  const bar = element("div", { class: "editor__bar", role: "toolbar", "aria-label": `Mise en forme : ${label}` });
  const isOn = (tags) => tags.some((tag) => editor.hasFormat(tag));
  const states = [];
  for (const [word, tags, act] of TOOLS) {
    const button = element("button", { type: "button" }, word);
    button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the text
    button.addEventListener("click", () => (act ? act(editor, tags && isOn(tags)) : link.open()));
    if (tags) states.push(() => button.setAttribute("aria-pressed", String(isOn(tags))));
    bar.append(button);
  }
  const refresh = () => states.forEach((state) => state());
  refresh();
  editor.addEventListener("pathChange", refresh);
  editor.addEventListener("select", refresh);
  rove(bar);
  return bar;
}

function enhance(textarea) {
  const { id, form } = textarea;
  const label = document.querySelector(`label[for="${id}"]`);
  label.id ||= `${id}_label`;
  const text = element("div", { class: "editor__text", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id });
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) text.setAttribute(name, textarea.getAttribute(name));
  }
  const editor = new Squire(text, { blockTag: "P", sanitizeToDOMFragment: sanitize });
  editor.setHTML(document.querySelector(`template[data-html-for="${id}"]`).innerHTML);
  for (const key of ["u", "Shift-5", "Shift-6", "Shift-7", "d"]) {
    for (const mod of ["Ctrl-", "Meta-"]) editor.setKeyHandler(mod + key, (_, event) => event.preventDefault());
  }
  const link = linkRow(editor, id);
  textarea.before(element("div", { class: "editor" }, toolbar(editor, label.textContent.trim(), link), link, text));
  textarea.hidden = true;
  document.querySelector(`[data-markdown-help="${id}"]`)?.setAttribute("hidden", "");
  label.addEventListener("click", () => editor.focus());

  let changed = false;
  editor.addEventListener("input", () => { changed = true; form.dispatchEvent(new Event("changed")); });
  form.addEventListener("formdata", ({ formData }) => {
    if (!changed) return;
    formData.set(textarea.name, editor.getHTML());
    formData.set(`${textarea.name}_format`, "html");
  });
}

/* Leaving with unsaved text asks first. */
function guard(form) {
  let unsaved = form.hasAttribute("data-unsaved"); // shown again after a refusal
  form.addEventListener("changed", () => (unsaved = true));
  form.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}

const areas = [...document.querySelectorAll("textarea[data-rich-text]")];
new Set(areas.map((area) => area.form)).forEach(guard);
areas.forEach(enhance);
