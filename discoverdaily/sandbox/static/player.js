// What a listener plays now: asked for every second, shown, and hummed once "Hum along" was pressed.
import { Hum } from "./hum.js";

const page = document.getElementById("player");
const sound = document.getElementById("sound");
const hum = new Hum();
const part = (id) => document.getElementById(id);
let wanted = false;
let humming = null;

function time(ms) {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function say(id, text) {
  const element = part(id);
  if (element.textContent !== text) element.textContent = text;
}

function list(id, songs, nothing) {
  const rows = songs.map((song) => {
    const row = document.createElement("li");
    for (const [kind, text] of [["song-name", song.name], ["by", song.by], ["time", time(song.duration_ms)]]) {
      const span = document.createElement("span");
      span.className = kind;
      span.textContent = text;
      row.append(span);
    }
    return row;
  });
  if (!rows.length) {
    const row = document.createElement("li");
    row.textContent = nothing;
    rows.push(row);
  }
  part(id).replaceChildren(...rows);
}

function listen(state) {
  const song = wanted && state.is_playing ? state.song : null;
  if (song?.uri === humming) return;
  humming = song?.uri ?? null;
  if (song) hum.play({ ...song, seed: song.id, duration: song.duration_ms });
  else hum.stop();
}

function show(state) {
  const { song } = state;
  const image = song?.image ? `/image/${song.image}` : "";
  part("cover").hidden = !image;
  part("no-cover").hidden = Boolean(image);
  if (image && part("cover").getAttribute("src") !== image) part("cover").src = image;
  say("name", song ? song.name : "Silence");
  say("by", song ? song.by : "Nothing has been played yet.");
  say("doing", !song ? "Quiet" : state.is_playing ? "Now playing" : "Paused");
  part("progress").max = song ? song.duration_ms : 1;
  part("progress").value = song ? state.progress_ms : 0;
  part("play").hidden = state.is_playing;
  part("pause").hidden = !state.is_playing;
  say("done", time(song ? state.progress_ms : 0));
  say("length", time(song ? song.duration_ms : 0));
  const facts = [
    state.device ? `On ${state.device}` : "No device is awake",
    state.product === "premium" ? "Premium" : "Free account",
    state.shuffle ? "shuffled" : "in order",
    state.repeat === "off" ? "" : `repeating the ${state.repeat === "track" ? "song" : "list"}`,
    state.private ? "in a private session" : "",
  ];
  say("where", facts.filter(Boolean).join(" • "));
  list("coming", state.coming, "Nothing more in this list.");
  list("recent", state.recent, "Nothing was played through this player yet.");
  listen(state);
}

async function ask() {
  try {
    const answer = await fetch(`/player/state?listener=${encodeURIComponent(page.dataset.listener)}`);
    if (answer.ok) show(await answer.json());
  } catch {
    say("doing", "The sandbox does not answer");
  }
}

sound.addEventListener("click", () => {
  wanted = !wanted;
  sound.setAttribute("aria-pressed", String(wanted));
  sound.textContent = wanted ? "Stop humming" : "Hum along";
  ask();
});
ask();
setInterval(ask, 1000);
