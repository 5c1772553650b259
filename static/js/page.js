/* What every page can do beyond plain links and forms. Without this file everything still works. */

/* What had the keyboard when a dialog opened, however many dialogs came in its place since. */
let opener = null;

/* A page loaded or brought in: tell forms the browser's time zone, open a dialog that arrived. */
function arrived(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const input of root.querySelectorAll("input[type=hidden][name=time_zone]")) {
    if (zone && !input.value) input.value = zone;
  }
  for (const offer of root.querySelectorAll("[data-zone-found]")) {
    offer.querySelector("b").textContent = zone;
    offer.hidden = !zone || document.getElementById(offer.dataset.zoneFound).value === zone;
  }
  for (const dialog of root.querySelectorAll("#dialog > dialog:not(:modal)")) {
    opener ??= document.activeElement;
    dialog.removeAttribute("open"); // without scripts it stands open on the page
    dialog.showModal();
    dialog.querySelector("[aria-invalid=true]")?.focus();
  }
}

arrived(document);
document.addEventListener("htmx:load", (event) => arrived(event.target.parentElement ?? document));
/* `htmx:load` comes a moment after the swap; a dialog is one at once, or a key pressed in between is lost. */
document.addEventListener("htmx:afterSwap", () => arrived(document));

/* The zone that the browser says is taken into its field. */
document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-zone-found] button")?.parentElement;
  if (!offer) return;
  const field = document.getElementById(offer.dataset.zoneFound);
  field.value = offer.querySelector("b").textContent;
  field.focus();
  offer.hidden = true;
});

/* The person chose another look of the pages: this one follows at once. */
document.addEventListener("theme", ({ detail }) => {
  if (detail.theme) document.documentElement.dataset.theme = detail.theme;
  else delete document.documentElement.dataset.theme;
});

document.addEventListener("click", (event) => {
  const closer = event.target.closest("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  } else if (event.target.matches("dialog")) {
    event.target.close(); // a press beside the dialog
  }
});

/* A cover that does not come is an empty square, not a broken picture. `error` does not bubble either. */
document.addEventListener("error", (event) => event.target.classList?.toggle("missing", event.target.matches(".cover")), true);

/* A closed dialog leaves the page; the next one is asked for anew. `close` does not bubble: listen on the way down. */
document.addEventListener("close", (event) => {
  event.target.closest("#dialog")?.replaceChildren();
  opener?.focus();
  opener = null;
}, true);

/* What was sent from a dialog and changes the page beneath it ends the dialog. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, shouldSwap, target } = event.detail;
  if (shouldSwap && !target.closest("#dialog")) requestConfig?.elt.closest("#dialog > dialog")?.close();
});

/* A press whose button is gone afterwards leaves the keyboard where it was: at the piece that came in its place.
   What a page asks for by itself, again and again, leaves the keyboard alone. */
document.addEventListener("htmx:afterSettle", (event) => {
  if (document.activeElement !== document.body || !event.detail.requestConfig?.triggeringEvent) return;
  const pressed = event.detail.requestConfig?.elt.closest("[id][tabindex]");
  (document.getElementById(pressed?.id) ?? document.querySelector("#main")).focus({ preventScroll: true });
});

/* Files on their way to us: how far they are. */
document.addEventListener("htmx:xhr:progress", (event) => {
  const sending = event.target.querySelector?.(".sending");
  if (!sending || !event.detail.lengthComputable) return;
  sending.hidden = false;
  const bar = sending.querySelector("progress");
  [bar.max, bar.value] = [event.detail.total, event.detail.loaded];
});
document.addEventListener("htmx:xhr:loadend", (event) => {
  const sending = event.target.querySelector?.(".sending");
  if (sending) sending.hidden = true;
});

/* What was asked for in the background and did not come is said in words. */
function sayItFailed() {
  const words = document.querySelector("#went-wrong");
  const messages = document.querySelector("#messages");
  messages.classList.add("brought");
  messages.replaceChildren(words.content.cloneNode(true));
}
document.addEventListener("htmx:responseError", sayItFailed);
document.addEventListener("htmx:sendError", sayItFailed);

/* Open in Spotify: the app where there is one, else the web. The page loses focus when an app takes over.
   The app knows nothing of a demo's playlists, so there it is the link as it stands. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-app]");
  if (!link || "demo" in document.body.dataset || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const toTheWeb = setTimeout(() => location.assign(link.href), 1500);
  addEventListener("blur", () => clearTimeout(toTheWeb), { once: true });
  location.assign(link.dataset.app);
});
