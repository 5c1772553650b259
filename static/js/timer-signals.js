/* What a session sounds like: tones made here, a voice of the browser's, vibration. Each can be turned off, and this
   browser remembers it. Tones are set ahead on the audio clock, so that they come on time in a tab that is hidden. */
{
  const KEPT_AS = "timer-signals";
  const AHEAD = 10 * 60_000;
  const box = document.querySelector("#signals");
  const has = { sound: "AudioContext" in window, voice: "speechSynthesis" in window, shake: "vibrate" in navigator };

  /* Pitch, begin and length in seconds of each tone. */
  const TONES = {
    count: [[880, 0, 0.09]],
    prepare: [[587, 0, 0.18], [587, 0.24, 0.18]],
    work: [[784, 0, 0.16], [1175, 0.18, 0.42]],
    rest: [[784, 0, 0.16], [523, 0.18, 0.42]],
    cool_down: [[523, 0, 0.3], [392, 0.34, 0.6]],
    done: [[523, 0, 0.18], [659, 0.2, 0.18], [784, 0.4, 0.7]],
  };
  const SHAKES = { prepare: [120, 80, 120], work: [400], rest: [120, 80, 120, 80, 120], cool_down: [200, 120, 200], done: [300, 120, 300, 120, 600] };

  let wanted = { sound: true, voice: false, shake: true };
  try {
    wanted = { ...wanted, ...JSON.parse(localStorage.getItem(KEPT_AS) ?? "{}") };
  } catch {
    // a browser that keeps nothing, or something else under our name
  }

  let audio = null;
  let moments = [];
  let set = []; // tones that wait for their time: {key, begins, source}

  function hears() {
    return audio?.state === "running";
  }

  function begin() {
    if (!has.sound || !wanted.sound) return;
    audio ??= new AudioContext();
    const ready = audio.state === "suspended" ? audio.resume() : Promise.resolve();
    ready.then(plan, () => {}).finally(hint);
  }

  function hint() {
    const words = document.querySelector("#unlock");
    if (words) words.hidden = !(has.sound && wanted.sound) || hears();
  }

  function tone(pitch, begins, length, key) {
    const source = new OscillatorNode(audio, { frequency: pitch, type: "triangle" });
    const level = new GainNode(audio, { gain: 0 });
    level.gain.setValueAtTime(0, begins);
    level.gain.linearRampToValueAtTime(0.5, begins + 0.01);
    level.gain.setValueAtTime(0.5, begins + length - 0.03);
    level.gain.linearRampToValueAtTime(0, begins + length);
    source.connect(level).connect(audio.destination);
    source.start(begins);
    source.stop(begins + length);
    set.push({ key, begins, source });
  }

  /* Sets the tones of the next minutes anew; what sounds already is left alone. */
  function plan() {
    if (!audio) return;
    const line = audio.currentTime + 0.05;
    set = set.filter((waiting) => {
      if (waiting.begins >= line) waiting.source.stop(0);
      return waiting.begins < line && waiting.begins > line - 5;
    });
    if (!hears() || !wanted.sound) return;
    const sounded = new Set(set.map((waiting) => waiting.key));
    for (const { at, number, kind, length } of moments) {
      if (at - Date.now() > AHEAD) break;
      const moment = audio.currentTime + (at - Date.now()) / 1000;
      const signals = [3, 2, 1].filter((before) => before < length).map((before) => [`${number}-${before}`, moment - before, "count"]);
      for (const [key, begins, name] of [...signals, [`${number}`, moment, kind]]) {
        if (begins < line || sounded.has(key)) continue;
        for (const [pitch, later, lasts] of TONES[name] ?? []) tone(pitch, begins + later, lasts, key);
      }
    }
  }

  function speak(words) {
    speechSynthesis.cancel();
    const voice = new SpeechSynthesisUtterance(words);
    voice.lang = document.documentElement.lang;
    speechSynthesis.speak(voice);
  }

  document.addEventListener("timer:planned", (event) => {
    moments = event.detail;
    plan();
    hint();
  });
  document.addEventListener("timer:phase", ({ detail }) => {
    if (has.voice && wanted.voice) speak(detail.label);
    if (has.shake && wanted.shake && navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(SHAKES[detail.kind] ?? 0);
    if (detail.kind === "done") box.hidden = true;
  });

  for (const choice of box.querySelectorAll("[data-signal]")) {
    choice.checked = wanted[choice.name];
    choice.closest("label").hidden = !has[choice.name];
    choice.addEventListener("change", () => {
      wanted[choice.name] = choice.checked;
      try {
        localStorage.setItem(KEPT_AS, JSON.stringify(wanted));
      } catch {
        // then it holds for this page
      }
      begin();
      plan();
      hint();
    });
  }

  /* Browsers let a page be heard once somebody pressed something on it. */
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => hears() || begin());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && audio && begin());
  if (navigator.userActivation?.hasBeenActive) begin();
  hint();
}
