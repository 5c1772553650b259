// The hidden frame of the Web Playback SDK: it is the device, asks twice a second what it plays, and hums it.
import { Hum } from "./hum.js";

const EVERY = 500;
const page = window.parent;
const hum = new Hum();
let home = "*"; // the page's origin, known from its first word
let token = null;
let tokenCame = () => {};
let device = null;
let away = false;
let said = null; // what the page was told last, as text
let humming = null;
let asking = null;

const tell = (word) => page.postMessage(word, home);
const emit = (event, value) => tell({ event, value });

function newToken() {
  return new Promise((resolve) => {
    tokenCame = (value) => { token = value; resolve(); };
    tell({ wants: "token" });
  });
}

async function ask(path, method = "GET", body = undefined) {
  const headers = { Authorization: `Bearer ${token}` };
  const send = () => fetch(path, { method, headers, body: body && JSON.stringify(body) });
  let answer = await send();
  if (answer.status === 401) { // it ended meanwhile
    await newToken();
    headers.Authorization = `Bearer ${token}`;
    answer = await send();
  }
  const value = await answer.json();
  if (answer.ok) return value;
  emit(value.event, { message: value.message });
  if (value.event === "authentication_error") stop();
  return null;
}

function stop() {
  clearInterval(asking);
  asking = null;
  hum.stop();
  humming = null;
}

function sound(song) {
  if (song?.uri === humming) return;
  humming = song?.uri ?? null;
  if (!song) { hum.stop(); return; }
  hum.play({ ...song, seed: song.id, duration: song.duration_ms });
  hum.heard.then((heard) => { if (!heard) emit("autoplay_failed", undefined); });
}

async function look() {
  let value;
  try {
    value = await ask(`/sdk/state?device_id=${device}`);
  } catch { // nobody answers
    if (!away) emit("not_ready", { device_id: device });
    away = true;
    return null;
  }
  if (!value) return null;
  if (!value.connected) {
    stop();
    emit("not_ready", { device_id: device });
    return null;
  }
  if (away) emit("ready", { device_id: device });
  away = false;
  sound(value.hum);
  const { position, ...rest } = value.state ?? {};
  if (said !== JSON.stringify(rest)) emit("player_state_changed", value.state);
  said = JSON.stringify(rest);
  return value.state;
}

async function connect(wish) {
  await newToken();
  let made = null;
  try {
    made = await ask("/sdk/connect", "POST", wish);
  } catch {
    emit("initialization_error", { message: "Failed to initialize player" });
  }
  if (!made) return false;
  device = made.device_id;
  said = JSON.stringify({});
  emit("ready", { device_id: device });
  asking = setInterval(look, EVERY);
  return true;
}

function leave() {
  stop();
  if (device) navigator.sendBeacon(`/sdk/close?device_id=${device}`);
  device = null;
}

async function act(action) {
  await ask(`/sdk/${action}?device_id=${device}`, "POST");
}

const CALLS = {
  connect,
  disconnect: leave,
  token: (value) => tokenCame(value),
  activate: () => hum.wake(),
  state: () => (device ? look() : null),
  act,
};

addEventListener("message", async ({ source, origin, data }) => {
  if (source !== page || !Object.hasOwn(CALLS, data.call ?? "")) return;
  home = origin;
  const value = await CALLS[data.call](data.value);
  if (data.number) tell({ number: data.number, value });
});
addEventListener("pagehide", leave);
tell({ number: "loaded" });
