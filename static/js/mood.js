/* The calendar beyond plain links: what one points at is said beneath it, and a day opens beside it. Without this file
   a day is a page of its own. */

const pointed = (event) => event.target.closest?.(".picture a");

/* What one points at, in words that do not wait as a hint of the browser's does. */
function say(event) {
  const caption = document.querySelector("[data-caption]");
  if (!caption) return;
  caption.dataset.caption ||= caption.textContent;
  caption.textContent = pointed(event)?.getAttribute("aria-label") ?? caption.dataset.caption;
}
document.addEventListener("pointerover", say);
document.addEventListener("focusin", say);

/* A day opens in its place on this page. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".drawing:not(.all) .picture a, a[data-opens-day]");
  const place = document.querySelector("#day-place");
  if (!link || !place || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  htmx.ajax("GET", link.getAttribute("href"), { source: link, target: place, swap: "innerHTML" }).then(() => {
    if (place.childElementCount) opened(link, place.closest("[data-beside]"));
  });
});

function opened(link, beside) {
  const address = link.getAttribute("href");
  for (const each of document.querySelectorAll(".picture a")) {
    if (each.getAttribute("href") === address) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  beside.hidden = false;
  beside.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  beside.scrollIntoView({ block: matchMedia("(width < 60rem)").matches ? "start" : "nearest", behavior: still ? "auto" : "smooth" });
}

/* Closed, the keyboard is back at the day. */
function close(beside) {
  const day = document.querySelector(".picture a[aria-current]");
  beside.hidden = true;
  beside.querySelector("#day-place").replaceChildren();
  day?.removeAttribute("aria-current");
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
  held = document.activeElement.closest?.("#calendar-picture a")?.getAttribute("href") ?? null;
  open = document.querySelector(".picture a[aria-current]")?.getAttribute("href") ?? null;
});
document.addEventListener("htmx:afterSwap", () => {
  for (const link of held || open ? document.querySelectorAll(".picture a") : []) {
    if (link.getAttribute("href") === held) link.focus({ preventScroll: true });
    if (link.getAttribute("href") === open) link.setAttribute("aria-current", "true");
  }
  held = open = null;
});
