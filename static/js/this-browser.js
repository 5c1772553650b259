/* The browser at hand as a player of Spotify's: loaded only where somebody chose it. Spotify's script makes the device;
   the page tells us which it is, and says in place what keeps it from playing. */
{
  const here = document.querySelector("#here");
  const LOOKS = 6; // for a device that is there, until Spotify lists it
  const EVENTS = ["initialization_error", "authentication_error", "account_error", "playback_error"];
  const OTHER_TAB_LEAVES = 4_000; // milliseconds
  let player = null;
  let device = null;
  let pressed = false;
  let muted = false; // the browser lets nothing sound until somebody presses something

  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  function say(what, words = "") {
    here.dataset.state = what;
    here.querySelector("[data-words]").textContent = words;
    for (const line of here.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== what;
  }

  /* Throws words where we refuse, and nothing where nobody answers. */
  async function post(address, fields = {}) {
    const secret = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": secret },
      body: new URLSearchParams(fields),
      cache: "no-store",
      redirect: "error",
    });
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (!answer.ok) throw new Error(told.words ?? "");
    return told;
  }

  function sayRefused({ name, message }) {
    if (name === "Error" && message) say("refused", message);
    else say("not_ready");
  }

  /* Set-up's list of devices, with this one chosen. */
  async function listed() {
    for (let look = 0; look < LOOKS; look += 1) {
      await htmx.ajax("GET", here.dataset.devices, { target: "#timer-devices", swap: "outerHTML", values: { device } });
      if (document.querySelector(`#timer-devices input[value="${device}"]`)) return say("ready");
      await wait(1000);
    }
    return say("not_listed");
  }

  async function begin(id) {
    device = id;
    try {
      await post(here.dataset.ready, { device_id: id });
      if (here.dataset.devices) await listed();
      else say(muted ? "autoplay_failed" : "ready");
    } catch (why) {
      sayRefused(why);
    }
  }

  async function giveToken(give) {
    try {
      give((await post(here.dataset.token)).token);
    } catch (why) {
      sayRefused(why);
    }
  }

  function connect() {
    player = new window.Spotify.Player({ name: here.dataset.name, getOAuthToken: giveToken, volume: 1 });
    player.addListener("ready", ({ device_id: id }) => begin(id));
    player.addListener("not_ready", () => say("not_ready"));
    player.addListener("autoplay_failed", () => {
      muted = true;
      say("autoplay_failed");
    });
    for (const event of EVENTS) player.addListener(event, () => say(event));
    player.addListener("player_state_changed", (state) => {
      if (state && !state.paused && here.dataset.state === "playback_error") say("ready");
    });
    player.connect();
  }

  /* A browser lets a page sound after a press in it; which one does not matter. What was muted is let play again. */
  async function wake() {
    if (!player || (pressed && !muted)) return;
    pressed = true;
    await player.activateElement();
    if (!muted) return;
    muted = false;
    begin(device);
  }
  addEventListener("pointerup", wake);
  addEventListener("keyup", wake);

  function load() {
    window.onSpotifyWebPlaybackSDKReady = connect;
    const script = document.createElement("script");
    script.src = here.dataset.sdk;
    script.addEventListener("error", () => say("not_loaded"));
    document.head.append(script);
    return new Promise(() => {}); // the lock is held as long as the page is open
  }

  /* One tab of a browser plays; the page before this one may still be about to leave. */
  if (navigator.locks) {
    navigator.locks
      .request("discoverdaily-player", { signal: AbortSignal.timeout(OTHER_TAB_LEAVES) }, load)
      .catch(() => say("elsewhere"));
  } else {
    load();
  }
  addEventListener("pagehide", () => player?.disconnect());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // back from a browser's memory
}
