// The embed: one button hums half a minute of the song; a list lets one choose another.
import { Hum, songOf } from "./hum.js";

const PREVIEW = 30;
const frame = document.querySelector(".frame");
const button = document.getElementById("play");
const progress = document.getElementById("progress");
const said = document.getElementById("said");
const hum = new Hum();
let song = frame.dataset.seed ? songOf(frame) : null;
let begun = 0;
let ticking = null;

function stop(words) {
  hum.stop();
  clearInterval(ticking);
  button.setAttribute("aria-pressed", "false");
  said.textContent = words;
}

function tick() {
  const heard = (performance.now() - begun) / 1000;
  progress.value = Math.min(PREVIEW, heard);
  if (heard >= PREVIEW) stop("Preview, hummed");
}

function play() {
  hum.play(song);
  begun = performance.now();
  clearInterval(ticking);
  ticking = setInterval(tick, 250);
  button.setAttribute("aria-pressed", "true");
  said.textContent = `${song.mode === 1 ? "Major" : "Minor"}, ${Math.round(song.tempo)} beats a minute`;
}

button.addEventListener("click", () => { if (hum.playing) stop("Stopped"); else play(); });
for (const row of document.querySelectorAll(".row")) {
  row.addEventListener("click", () => {
    document.querySelector(".row[aria-current]")?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    song = songOf(row);
    play();
  });
}
