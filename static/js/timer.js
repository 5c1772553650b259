/* A running session: digits from the server's deadline, what comes next, and the ways to press its buttons. The server
   keeps the time; this page only shows it, and goes on by the plan it knows while nobody answers. Without this file the
   page is loaded anew at each phase's end. */
{
  const place = document.querySelector("#timer");
  const said = document.querySelector("#timer-said");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`timer${location.pathname}`) : null;
  const SAMPLES = 4;
  const GOOD_FOR = 60_000; // milliseconds after which a measured difference of clocks may be replaced by a worse one
  const MEASURED_EVERY = 300_000; // for a device's clock drifts by a second a day and more
  const NO_LATENCY = 5_000; // a difference that no answer is late by
  const AFTER_THE_END = 150; // the server's own loop is there by then
  const ASKED_EVERY = { visible: 1_500, hidden: 5_000 }; // milliseconds: so soon another device's press shows, and the song

  let clocks = null; // {offset, trip, at}: the server's time less ours, and how long the question took
  let state = null; // what the page shows, see `read`
  let heard = null; // the phase that was announced last
  let wake = null;
  let beat;

  const session = () => document.querySelector("#session");
  const now = () => Date.now() + (clocks?.offset ?? 0);

  /* --- The difference between the server's clock and ours: of several questions the quickest answer is right. */
  let measured = 0;
  async function measure() {
    measured = Date.now();
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      try {
        const begun = Date.now();
        const answer = await fetch(place.dataset.clock, { cache: "no-store" });
        const { now: theirs } = await answer.json();
        const trip = Date.now() - begun;
        const better = !clocks || clocks.guessed || trip <= clocks.trip || begun - clocks.at > GOOD_FOR;
        if (better && trip >= 0) clocks = { offset: theirs - begun - trip / 2, trip, at: begun };
      } catch {
        return; // offline: what was measured before still holds
      }
    }
    show();
    if (state) planned();
  }

  /* Somebody set this device's clock, it slept, or it was long since it was compared. */
  let steady = Date.now() - performance.now();
  function compare() {
    const difference = Date.now() - performance.now();
    const moved = Math.abs(difference - steady) > 250;
    steady = difference;
    if (moved) clocks.guessed = true;
    if (moved || Date.now() - measured > MEASURED_EVERY) measure();
  }

  /* Not yet measured, or somebody set the server's clock: its word is right but for the answer's way. */
  function guess(told) {
    if (clocks && Math.abs(told - now()) < NO_LATENCY) return;
    clocks = { offset: told - Date.now(), trip: Infinity, at: Date.now(), guessed: true };
    if (measured) measure();
  }

  /* --- What the server told last. */
  function read() {
    const data = session()?.dataset;
    if (!data?.coming) {
      state = null;
      return finished();
    }
    guess(Number(data.now));
    const running = data.state === "running";
    const ends = running ? Number(data.ends) : 0;
    state = {
      running,
      ends,
      left: Number(data.left),
      totalLeft: Number(data.totalLeft),
      totalEnds: running ? ends + Number(data.totalLeft) - Number(data.left) : 0,
      phase: Number(data.phase),
      told: Number(data.phase),
      coming: JSON.parse(data.coming).map(([kind, seconds, label, round, next]) => ({ kind, seconds, label, round, next })),
    };
    if (heard === null) heard = state.phase;
    show();
    planned();
    keepAwake();
    sessionControls();
  }

  /* --- On by the plan that the page knows, until the server says how it is. */
  function advance() {
    if (!state?.running) return;
    let moved = false;
    while (now() >= state.ends && state.coming.length > 1) {
      state.coming.shift();
      state.phase += 1;
      state.ends += state.coming[0].seconds * 1000;
      moved = true;
    }
    if (moved) renew();
    if (now() >= state.ends || state.phase !== state.told) over();
  }

  function renew() {
    const [present] = state.coming;
    const it = session();
    it.dataset.kind = present.kind;
    it.querySelector("#kind").textContent = present.label;
    it.querySelector("#round").textContent = present.round;
    it.querySelector("#coming").textContent = present.next;
    drawRing();
  }

  function announce() {
    if (!state || heard === state.phase) return;
    heard = state.phase;
    const [present] = state.coming;
    said.textContent = [present.label, present.round, present.next].filter(Boolean).join(". ");
    document.dispatchEvent(new CustomEvent("timer:phase", { detail: present }));
  }

  /* Asks the server to move on; again each second until it did. */
  let asked = 0;
  function over() {
    if (Date.now() - asked < 1000) return;
    asked = Date.now();
    setTimeout(tick, AFTER_THE_END);
  }

  function tick() {
    if (document.querySelector("#tick")) htmx.trigger("#tick", "over");
  }

  function ask() {
    if (document.querySelector("#ask")) htmx.trigger("#ask", "ask");
  }

  /* Whether anything changed: an answer without content says no. */
  let asking;
  function keepAsking() {
    clearTimeout(asking);
    asking = setTimeout(() => {
      if (!state) return;
      ask();
      keepAsking();
    }, ASKED_EVERY[document.visibilityState]);
  }

  /* What plays may have changed by hand. */
  function look() {
    if (!document.querySelector("#look")) return;
    htmx.trigger("#look", "returned");
  }

  /* --- Digits and ring. */
  function written(left) {
    const seconds = Math.max(0, Math.ceil(left / 1000));
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const two = (number) => String(number).padStart(2, "0");
    if (hours) return `${hours}:${two(minutes)}:${two(rest)}`;
    return minutes ? `${minutes}:${two(rest)}` : two(rest);
  }

  function show() {
    clearTimeout(beat);
    if (!state) return;
    if (measured) compare();
    advance();
    announce();
    const left = state.running ? state.ends - now() : state.left;
    const total = state.running ? state.totalEnds - now() : state.totalLeft;
    const digits = document.querySelector("#digits");
    digits.textContent = written(left);
    digits.dataset.letters = digits.textContent.length;
    document.querySelector("#total").textContent = written(total).replace(/^0(?=\d$)/, "");
    for (const seen of place.querySelectorAll("input[name=phase]")) seen.value = state.phase;
    document.title = document.title.replace(/^.*(?= · )/s, `${digits.textContent} ${state.coming[0].label}`);
    drawRing();
    // Whole seconds change when the deadline is a whole number of them away.
    if (state.running) beat = setTimeout(show, left > 0 ? left % 1000 || 1000 : 250);
  }

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let drawn = "";
  function drawRing() {
    const ring = document.querySelector("#ring");
    if (!ring || !state) return;
    const left = Math.max(0, state.running ? state.ends - now() : state.left);
    const gone = Math.max(0, 1 - left / (state.coming[0].seconds * 1000)); // made longer, a phase begins with a full ring
    const what = `${state.running} ${state.ends} ${state.running ? "" : left} ${still.matches}`;
    if (ring.dataset.drawn && what === drawn) return;
    drawn = what;
    ring.dataset.drawn = "yes";
    for (const animation of ring.getAnimations()) animation.cancel();
    ring.setAttribute("stroke-dashoffset", still.matches && state.running ? 0 : gone);
    if (state.running && !still.matches && left > 0) {
      const frames = [{ strokeDashoffset: gone }, { strokeDashoffset: 1 }];
      ring.animate(frames, { duration: left, easing: "linear", fill: "forwards" });
    }
  }

  /* --- What the signals need to know beforehand, so that they come on time in a tab that is hidden. */
  function planned() {
    const moments = [];
    let at = state.ends;
    for (const [number, phase] of state.running ? state.coming.entries() : []) {
      const after = state.coming[number + 1];
      if (!after && state.totalEnds > at + 500) break; // the page does not know so far ahead
      moments.push({ at: at - (clocks?.offset ?? 0), number: state.phase + number, kind: after?.kind ?? "done", length: phase.seconds });
      if (after) at += after.seconds * 1000;
    }
    document.dispatchEvent(new CustomEvent("timer:planned", { detail: moments }));
  }

  function finished() {
    clearTimeout(beat);
    document.dispatchEvent(new CustomEvent("timer:planned", { detail: [] }));
    const done = session();
    if (done && heard !== "done") {
      said.textContent = done.querySelector("h1")?.textContent ?? "";
      document.dispatchEvent(new CustomEvent("timer:phase", { detail: { kind: "done", label: said.textContent } }));
      document.title = document.title.replace(/^.*(?= · )/s, said.textContent);
    }
    heard = "done";
    letSleep();
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = "none";
  }

  /* --- Answers: the last one wins, whatever order they come in. */
  const versionOf = (text) => Number(/data-version="(\d+)"/.exec(text)?.[1] ?? -1);
  place.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, shouldSwap } = event.detail;
    if (!shouldSwap || event.target !== place) return;
    if (versionOf(xhr.responseText) < Number(session()?.dataset.version ?? 0)) event.detail.shouldSwap = false;
  });
  place.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== place) return;
    const before = state;
    read();
    const { requestConfig } = event.detail;
    if (state && before && state.running !== before.running) {
      said.textContent = state.running ? session().dataset.running : session().dataset.paused;
    }
    if (requestConfig?.verb === "post") channel?.postMessage("moved");
  });
  channel?.addEventListener("message", ask);

  /* What the page asks by itself is nobody's press: it leaves the keyboard where it is, and is no failure to tell of. */
  const BY_ITSELF = "#ask, #tick, #look";
  place.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.requestConfig?.elt.matches(BY_ITSELF)) event.stopPropagation();
  });

  let away = false;
  function connection(lost) {
    const words = document.querySelector("#connection");
    if (words && words.hidden === lost) words.hidden = !lost;
    if (away && !lost) document.querySelector("#messages.brought")?.replaceChildren(); // of a press meanwhile
    away = lost;
  }
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    place.addEventListener(name, (event) => {
      if (!event.target.matches(BY_ITSELF)) return;
      event.stopPropagation();
      connection(true);
    });
  }
  place.addEventListener("htmx:afterOnLoad", () => connection(false));
  addEventListener("online", ask);

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    show();
    measure();
    ask();
    keepAsking();
    look();
    keepAwake();
  });

  /* --- The screen stays on while time runs. */
  let asksForWake = false;
  async function keepAwake() {
    if (!("wakeLock" in navigator) || asksForWake) return;
    if (state?.running && document.visibilityState === "visible" && (!wake || wake.released)) {
      asksForWake = true;
      wake = await navigator.wakeLock.request("screen").catch(() => null); // a low battery, or a browser that refuses
      asksForWake = false;
    }
    if (!state?.running) letSleep();
  }

  function letSleep() {
    wake?.release().catch(() => {});
    wake = null;
  }

  /* --- Keys: nothing is taken from fields, and Space on a button presses that button. */
  const press = (id) => document.getElementById(id)?.click();
  const KEYS = { " ": "go", ArrowLeft: "back", ArrowRight: "next", ArrowUp: "plus", ArrowDown: "minus", r: "reset", R: "reset" };
  document.addEventListener("keydown", (event) => {
    const button = KEYS[event.key];
    if (!button || !state || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea, [contenteditable], dialog, .dock, .ribbon")) return;
    if (event.key === " " && event.target.closest("button, a, summary")) return;
    event.preventDefault();
    press(button);
  });

  /* Pressed by a pointer, a button does not keep the keyboard: Space is for pausing then. */
  place.addEventListener("click", (event) => {
    if (event.detail > 0) event.target.closest(".press-button")?.blur();
  });

  /* What was opened closes by Escape, and by a press elsewhere. */
  const openings = () => document.querySelectorAll(":is(#signals, #ending)[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const opened of openings()) {
      opened.open = false;
      opened.querySelector("summary").focus();
    }
    closeDevices();
  });
  document.addEventListener("click", (event) => {
    for (const opened of openings()) opened.open = opened.contains(event.target);
    if (!event.target.closest("#transfer-close") || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    closeDevices();
  });
  function closeDevices() {
    const devices = document.querySelector("#transfer");
    if (!devices?.firstElementChild) return;
    devices.replaceChildren();
    document.querySelector("#where")?.focus();
  }

  /* --- A headset's buttons, and those on a locked screen. */
  function sessionControls() {
    if (!("mediaSession" in navigator)) return;
    const controls = navigator.mediaSession;
    controls.playbackState = state.running ? "playing" : "paused";
    const title = [state.coming[0].label, state.coming[0].round].filter(Boolean).join(" · ");
    if ("MediaMetadata" in window) controls.metadata = new MediaMetadata({ title, artist: "DiscoverDaily" });
    const ways = {
      play: () => !state?.running && press("go"),
      pause: () => state?.running && press("go"),
      nexttrack: () => press("next"),
      previoustrack: () => press("back"),
    };
    for (const [name, way] of Object.entries(ways)) controls.setActionHandler(name, way);
  }

  still.addEventListener("change", show);
  read();
  measure();
  keepAsking();
}
