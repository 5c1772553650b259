/* The calendar beyond plain links: what one points at is said beneath it, and a day opens beside it. Without this file
   a day is a page of its own. */

/* What one points at, in words that do not wait as a browser's hint does. */
function say(event) {
  const caption = document.querySelector("[data-caption]");
  if (!caption) return;
  caption.dataset.caption ||= caption.textContent;
  caption.textContent = event.target.closest?.(".picture a")?.getAttribute("aria-label") ?? caption.dataset.caption;
}
document.addEventListener("pointerover", say);
document.addEventListener("focusin", say);

/* The day that is open stands out in the picture. */
function mark(address) {
  for (const day of document.querySelectorAll(".picture a")) {
    if (day.getAttribute("href") === address) day.setAttribute("aria-current", "true");
    else day.removeAttribute("aria-current");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".drawing:not(.all) .picture a, a[data-opens-day]");
  const place = document.querySelector("#day-place");
  if (!link || !place || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  htmx.ajax("GET", link.getAttribute("href"), { source: link, target: place });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const beside = event.target.closest?.("[data-beside]");
  if (!event.target.matches?.("#day-place, #day") || !beside) return;
  mark(event.detail.requestConfig?.path);
  beside.hidden = false;
});

/* What was opened from the picture has the keyboard, and is in view. */
document.addEventListener("htmx:afterSettle", (event) => {
  const beside = event.target.closest?.("[data-beside]");
  if (!event.target.matches?.("#day-place") || !beside) return;
  beside.focus({ preventScroll: true });
  const { top } = beside.getBoundingClientRect();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (top < 0 || top > innerHeight / 2) beside.scrollIntoView({ block: "start", behavior: still ? "auto" : "smooth" });
});

/* Closed, the keyboard is back at the day. */
function close(beside) {
  const day = document.querySelector(".picture a[aria-current]");
  beside.hidden = true;
  beside.querySelector("#day-place").replaceChildren();
  mark();
  day?.focus();
}
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-close-day]")) close(event.target.closest("[data-beside]"));
});
document.addEventListener("keydown", (event) => {
  const beside = event.key === "Escape" && event.target.closest?.("[data-beside]");
  if (beside) close(beside);
});

/* A picture that was drawn anew has the keyboard, and the open day, where the one before it had. */
let held = null;
let open = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "calendar-picture") return;
  held = document.activeElement.closest("#calendar-picture a")?.getAttribute("href") ?? null;
  open = document.querySelector(".picture a[aria-current]")?.getAttribute("href") ?? null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "calendar-picture") return;
  if (open) mark(open);
  if (held) [...event.target.querySelectorAll("a")].find((day) => day.getAttribute("href") === held)?.focus({ preventScroll: true });
});
