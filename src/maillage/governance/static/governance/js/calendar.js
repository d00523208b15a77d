// The year calendar: a meeting is dragged, or walked with the arrow keys, to another day; then the form of its own
// page is posted. Members who were called already: that page asks first. Without this file, each row has its link.

const calendar = document.querySelector("[data-calendar]");
const form = document.querySelector("[data-move-form]");
const live = document.querySelector("[data-calendar-live]");

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const words = new Intl.DateTimeFormat("fr-FR", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** « 2027-03-31 », one day later: « 2027-04-01 ». */
export function shifted(day, days) {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

const cellOf = (day) => calendar.querySelector(`[data-day="${day}"]`);
const dayOf = (mark) => mark.closest("[data-day]").dataset.day;

let walking = null; // { mark, day }: the meeting being walked, and where it would go
let dragged = null;

function show(day) {
  for (const cell of calendar.querySelectorAll(".day--target")) cell.classList.remove("day--target");
  if (day) cellOf(day).classList.add("day--target");
}

function stop() {
  walking = null;
  show(null);
  live.textContent = "";
}

function move(mark, day) {
  if (day === dayOf(mark)) return;
  if ("convened" in mark.dataset) {
    window.location.assign(`${mark.dataset.move}?jour=${day}`);
    return;
  }
  form.action = mark.dataset.move;
  form.elements.day.value = day;
  form.elements.time.value = mark.dataset.time;
  form.submit();
}

function walk(mark, days) {
  const day = shifted(walking?.mark === mark ? walking.day : dayOf(mark), days);
  if (!cellOf(day)) return; // another year: its own page has a form
  walking = { mark, day };
  show(day);
  cellOf(day).scrollIntoView({ block: "nearest" });
  live.textContent = `${words.format(new Date(`${day}T00:00:00Z`))}. Entrée pour déplacer, Échap pour annuler.`;
}

function onKey(event) {
  const mark = event.target.closest("[data-move]");
  if (!mark || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in STEPS) {
    event.preventDefault();
    walk(mark, STEPS[event.key]);
  } else if (event.key === "Enter" && walking) {
    event.preventDefault();
    const { day } = walking;
    stop();
    move(mark, day);
  } else if (event.key === "Escape" && walking) {
    stop();
  }
}

function onDragOver(event) {
  const cell = event.target.closest("[data-day]");
  if (!dragged || !cell) return;
  event.preventDefault();
  show(cell.dataset.day);
}

function onDrop(event) {
  const cell = event.target.closest("[data-day]");
  if (!dragged || !cell) return;
  event.preventDefault();
  show(null);
  move(dragged, cell.dataset.day);
}

if (calendar && form) {
  calendar.querySelector("[data-calendar-help]").hidden = false;
  calendar.addEventListener("keydown", onKey);
  calendar.addEventListener("focusout", stop);
  calendar.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-move]") ?? null;
    event.dataTransfer?.setData("text/plain", dragged ? dayOf(dragged) : "");
  });
  calendar.addEventListener("dragover", onDragOver);
  calendar.addEventListener("drop", onDrop);
  calendar.addEventListener("dragend", () => {
    dragged = null;
    show(null);
  });
}
