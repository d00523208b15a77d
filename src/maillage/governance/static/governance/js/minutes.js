/* Minutes written by several people. Each line saves by itself; others' lines arrive every few seconds, and never over
   what is being typed. Without this file each line has its button, and the page is the same after a reload. */
const WAIT = 1500; // ms without a key before a line is saved
const LOOK_EVERY = 5000; // ms between two looks at what others wrote
const TRY_AGAIN = 5000;

const page = document.querySelector("[data-minutes]");
const unsaved = new Map(); // form of a line → timer

const say = (form, words) => (form.querySelector("[data-said]").textContent = words);

async function send(form) {
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "HX-Request": "true" },
    redirect: "error",
  });
  const fragment = new DOMParser().parseFromString(await response.text(), "text/html").body;
  if (!response.ok && response.status !== 409) throw new Error(String(response.status));
  return { kept: response.ok, answer: fragment.firstElementChild };
}

/* One line */

function changed(form) {
  clearTimeout(unsaved.get(form));
  unsaved.set(form, setTimeout(() => save(form), WAIT));
  say(form, "Pas encore enregistré");
}

async function save(form) {
  const line = form.closest("[data-line]");
  const text = form.elements.text.value;
  clearTimeout(unsaved.get(form));
  if (!text.trim()) return say(form, "Une ligne vide se retire : rien n’est enregistré.");
  say(form, "Enregistrement…");
  try {
    const { kept, answer } = await send(form);
    if (!kept) {
      unsaved.set(form, null);
      line.querySelector("[data-conflict]").replaceChildren(answer);
      say(form, "Deux textes : à vous de choisir, ci-dessous.");
      return;
    }
    line.dataset.version = form.elements.version.value = answer.dataset.version;
    if (form.elements.text.value !== text) return changed(form);
    unsaved.delete(form);
    say(form, answer.querySelector("[data-said]").textContent);
  } catch {
    unsaved.set(form, setTimeout(() => save(form), TRY_AGAIN));
    say(form, "Pas enregistré : le serveur ne répond pas. Votre texte reste ici, nouvel essai dans 5 secondes.");
  }
}

async function add(form) {
  const { text } = form.elements;
  if (!text.value.trim()) return;
  const sent = text.value;
  try {
    const { kept, answer } = await send(form);
    if (!kept) return form.querySelector("[data-said]").replaceChildren(...answer.childNodes);
    const lines = form.closest("[data-point]").querySelector("[data-lines]");
    if (!document.getElementById(answer.id)) lines.append(document.adoptNode(answer));
    if (text.value === sent) text.value = "";
    form.elements.is_restricted.checked = false;
    say(form, "Ligne ajoutée.");
    text.focus();
  } catch {
    say(form, "Pas enregistré : le serveur ne répond pas. Votre texte reste ici, essayez encore.");
  }
}

/* Two texts for one line: whatever is chosen takes the place of the line. */

async function settle(form) {
  const line = form.closest("[data-line]");
  try {
    const { kept, answer } = await send(form);
    if (!kept) return form.closest("[data-conflict]").replaceChildren(answer);
    unsaved.delete(line.querySelector("form"));
    line.replaceWith(document.adoptNode(answer));
    document.getElementById(answer.id).querySelector("textarea").focus();
  } catch {
    form.append("Pas enregistré : le serveur ne répond pas. Essayez encore.");
  }
}

function giveUp(line) {
  unsaved.delete(line.querySelector("form"));
  line.dataset.version = "0"; // the next look brings what is kept
  line.querySelector("[data-conflict]").replaceChildren();
  look();
}

/* What others wrote */

const isBusy = (line) => unsaved.has(line.querySelector("form")) || line.querySelector("[data-conflict] *") !== null;

function merge(mine, theirs) {
  const known = new Map([...mine.children].map((line) => [line.dataset.line, line]));
  let before = null;
  for (const line of [...theirs.children]) {
    const old = known.get(line.dataset.line);
    known.delete(line.dataset.line);
    if (!old) {
      const added = document.adoptNode(line);
      before ? before.after(added) : mine.prepend(added);
      before = added;
      continue;
    }
    before = old;
    if (old.dataset.version === line.dataset.version || isBusy(old)) continue;
    if (old.contains(document.activeElement)) bring(old, line);
    else {
      before = document.adoptNode(line);
      old.replaceWith(before);
    }
  }
  for (const gone of known.values()) if (!isBusy(gone) && !gone.contains(document.activeElement)) gone.remove();
}

/* The cursor is in the line but nothing was typed: the new text comes under it. */
function bring(old, line) {
  const [mine, theirs] = [old, line].map((each) => each.querySelector("form"));
  mine.elements.text.value = theirs.elements.text.value;
  mine.elements.is_restricted.checked = theirs.elements.is_restricted.checked;
  mine.elements.version.value = old.dataset.version = line.dataset.version;
  say(mine, theirs.querySelector("[data-said]").textContent);
}

async function look() {
  if (document.hidden) return;
  const response = await fetch(page.dataset.minutes, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!fresh.querySelector("[data-minutes]")) return location.reload(); // submitted meanwhile
  for (const point of fresh.querySelectorAll("[data-point]")) {
    const own = page.querySelector(`[data-point="${point.dataset.point}"]`);
    if (!own) {
      page.append(document.adoptNode(point));
      continue;
    }
    merge(own.querySelector("[data-lines]"), point.querySelector("[data-lines]"));
    const [outcomes, theirs] = [own, point].map((each) => each.querySelector("[data-outcomes]"));
    if (!outcomes.contains(document.activeElement) && !outcomes.querySelector("details[open]")) outcomes.replaceWith(document.adoptNode(theirs));
  }
}

if (page) {
  page.classList.add("notes--live"); // lines save by themselves: their buttons step aside
  page.addEventListener("input", (event) => {
    const form = event.target.closest("[data-line] > form");
    if (form) changed(form);
  });
  page.addEventListener("focusout", (event) => {
    const form = event.target.closest("[data-line] > form");
    if (form && unsaved.get(form)) save(form);
  });
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter?.hasAttribute("formaction")) return unsaved.delete(form);
    const verb = form.closest("[data-conflict]") ? settle : form.matches("[data-new-line]") ? add : form.closest("[data-line]") ? save : null;
    if (!verb) return;
    event.preventDefault();
    verb(form);
  });
  page.addEventListener("keydown", (event) => {
    const form = event.target.closest("[data-new-line]");
    if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-give-up]");
    if (!link) return;
    event.preventDefault();
    giveUp(link.closest("[data-line]"));
  });
  addEventListener("beforeunload", (event) => {
    const typed = [...page.querySelectorAll("[data-new-line] textarea")].some((text) => text.value.trim());
    if (unsaved.size || typed) event.preventDefault();
  });
  setInterval(look, LOOK_EVERY);
}
