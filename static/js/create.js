/* The field for seeds as a combobox: what is found opens beneath it, arrows go through it, Enter picks. Without this
   file the field is a search form whose results are buttons. */
function combobox(box) {
  const field = box.querySelector("input");
  const popup = box.querySelector("#seek-found");
  const form = field.form;
  const said = box.querySelector("[role=status]");
  const options = () => [...popup.querySelectorAll("[role=option]")];
  const active = () => popup.querySelector("[aria-selected=true]");

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "seek-list");
  field.setAttribute("aria-expanded", "false");

  let wanted = false; // closed, it stays so whatever still arrives, until one types on

  function open(yes) {
    wanted = yes;
    popup.hidden = !yes;
    // A tenth at the foot of a phone is the bar of pages; the keyboard may have taken the half of it.
    if (yes && popup.getBoundingClientRect().bottom > 0.9 * (visualViewport?.height ?? innerHeight)) box.scrollIntoView();
    field.setAttribute("aria-expanded", String(yes && options().length > 0));
    if (!yes) point(null);
  }

  function point(option) {
    active()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function step(by) {
    const all = options();
    if (!all.length) return;
    open(true);
    const now = all.indexOf(active());
    // Before the first and after the last stands the field itself.
    point(now < 0 ? all.at(by > 0 ? 0 : -1) : all[now + by] ?? null);
  }

  function clear() {
    field.value = "";
    popup.replaceChildren();
  }

  function refuse(words) {
    const problem = document.querySelector("#seeds-problem");
    const line = document.createElement("p");
    line.className = "error";
    line.textContent = words;
    problem.replaceChildren(line);
  }

  function pick(word) {
    const seeds = document.querySelector("#seeds");
    const chosen = [...seeds.querySelectorAll("input[name=seed]")].map((input) => input.value);
    const found = popup.querySelector("[data-for]")?.dataset.for ?? "";
    open(false);
    const twice = chosen.includes(word);
    if (!twice && Number(seeds.dataset.room) < 1) return refuse(seeds.dataset.full); // what was typed stays for later
    clear();
    if (twice) return refuse(seeds.dataset.twice);
    // One after the other, each into what the one before it brought: the form says so, and where to.
    htmx.ajax("GET", form.action, { source: form, swap: "outerHTML", values: { add: word, found } });
  }

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter ends a word that is being put together
    const option = active();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && option && !popup.hidden) {
      event.preventDefault();
      pick(option.dataset.word);
    } else if (event.key === "Enter") {
      event.preventDefault(); // in any other field of the form it grows a list
      open(false);
      box.querySelector(".seek-go").click();
    } else if (event.key === "Escape" && !popup.hidden) {
      event.preventDefault();
      open(false);
    } else if (event.key === "Escape") {
      clear();
    } else if (event.key === "Home" || event.key === "End" || event.key === "ArrowLeft" || event.key === "ArrowRight") {
      point(null); // the caret moves, as in any field
    }
  });
  field.addEventListener("input", () => {
    point(null);
    wanted = field.value.trim() !== "";
    if (!wanted) open(false);
  });
  field.addEventListener("blur", () => open(false));
  field.addEventListener("click", () => open(options().length > 0 && field.value.trim() !== ""));

  popup.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the keyboard
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  popup.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) pick(option.dataset.word);
  });

  /* Spotify's answer may come while a finger is down: what was pressed is gone then, no click follows, and it is meant. */
  let pressed = null;
  document.addEventListener("pointerdown", (event) => {
    pressed = event.target.closest("#seek-found [role=option]");
  });
  document.addEventListener("pointerup", () => {
    if (pressed?.isConnected === false) pick(pressed.dataset.word);
    pressed = null;
  });

  /* Spotify's answer takes the place of one's own alone, which stand first in it: what was pointed at still is. */
  let pointed = null;
  popup.addEventListener("htmx:beforeSwap", (event) => {
    // What comes after the field was emptied is the answer to nothing.
    if (field.value.trim() === "") event.detail.shouldSwap = false;
    pointed = active()?.dataset.word ?? null;
  });
  popup.addEventListener("htmx:afterSwap", () => {
    const link = popup.querySelector("[data-pick]");
    if (link) return pick(link.dataset.pick);
    if (!wanted) return;
    open(popup.textContent.trim() !== "");
    wanted = true; // nothing yet, perhaps, but more is on its way
    point(options().find((option) => pointed && option.dataset.word === pointed) ?? null);
    said.textContent = popup.querySelector("[data-said]")?.dataset.said ?? "";
  });

  /* After a press the keyboard is at the button that came in the place of the one pressed, else at the field. */
  const alike = (button) => [...document.querySelectorAll("#seeds button")].filter((each) => each.name === button.name);
  let place = -1;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (target.id === "seeds") place = alike(requestConfig.elt).indexOf(requestConfig.elt);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const seeds = document.querySelector("#seeds");
    if (event.detail.target.id !== "seeds" || !seeds) return;
    const pressed = event.detail.requestConfig.elt;
    said.textContent = seeds.dataset.said;
    // Who picked has had the field emptied, and may be typing on; who removed something may still want what is there.
    if (pressed !== form && pressed.name !== "drop" && !seeds.querySelector("#results-title")) clear();
    if (document.activeElement !== document.body) return;
    const left = alike(pressed);
    (left[place] ?? left.at(-1) ?? field).focus({ preventScroll: true });
  });
}

document.querySelectorAll("[data-combobox]").forEach(combobox);

/* A strip is pressed, or drawn along, to say about where; its fields say the same, by keyboard, too. */
function strip(line) {
  const { low, high, step } = Object.fromEntries(["low", "high", "step"].map((name) => [name, Number(line.dataset[name])]));
  const field = document.getElementById(line.dataset.field);
  const written = (value) =>
    step < 1000 ? String(Number(value.toFixed(2))) : `${Math.floor(value / 60000)}:${String((value / 1000) % 60).padStart(2, "0")}`;

  function set(event) {
    const drawing = line.querySelector("svg");
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse()).x;
    const [from, to] = ["x1", "x2"].map((name) => Number(drawing.querySelector(".track").getAttribute(name)));
    const share = Math.min(Math.max((place - from) / (to - from), 0), 1);
    field.value = written(Math.round((low + share * (high - low)) / step) * step);
    for (const name of ["x1", "x2"]) drawing.querySelector(".target")?.setAttribute(name, from + share * (to - from));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  line.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    line.setPointerCapture(event.pointerId);
    set(event);
  });
  line.addEventListener("pointermove", (event) => line.hasPointerCapture(event.pointerId) && set(event));
}

document.querySelectorAll(".feel-strip").forEach(strip);

/* Of what grew: Alt with an arrow moves the track on whose line the keyboard stands, and what came of a press is said. */
document.addEventListener("keydown", (event) => {
  const by = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const row = event.altKey && by && event.target.closest(".grown-list > li");
  if (!row) return;
  event.preventDefault();
  row.querySelector(`[id^="${by}-"]`).click();
});
document.addEventListener("htmx:afterSwap", (event) => {
  const said = document.querySelector("#grown-said");
  if (said && event.detail.target.id === "preview") said.textContent = document.querySelector("#preview").dataset.said;
});
