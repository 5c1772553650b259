// Hums a song from what is known of its sound: tempo, loudness, major or minor, key and energy. The tune itself is made
// up from the song's id, so that a song always hums the same.

const MAJOR = [0, 2, 4, 7, 9, 12];
const MINOR = [0, 3, 5, 7, 10, 12];
const STEPS = 16;
const AHEAD = 0.2; // seconds of notes that are planned before they sound

function chanceFrom(text) {
  let state = 2166136261;
  for (const letter of text) state = Math.imul(state ^ letter.charCodeAt(0), 16777619);
  return () => {
    state = Math.imul(state ^ (state >>> 15), 2246822507) + 1;
    state ^= state >>> 13;
    return (state >>> 0) / 4294967296;
  };
}

function tune(song) {
  const chance = chanceFrom(song.seed);
  const scale = song.mode === 1 ? MAJOR : MINOR;
  let degree = Math.floor(chance() * scale.length);
  return Array.from({ length: STEPS }, (_, step) => {
    degree = Math.max(0, Math.min(scale.length - 1, degree + Math.floor(chance() * 3) - 1));
    const rests = step % 4 !== 0 && chance() > 0.35 + 0.6 * song.energy;
    return rests ? null : scale[degree];
  });
}

export function songOf(element) {
  const { seed, tempo, loudness, mode, key, energy, duration } = element.dataset;
  return {
    seed, tempo: Number(tempo), loudness: Number(loudness), mode: Number(mode), key: Number(key),
    energy: Number(energy), duration: Number(duration),
  };
}

export class Hum {
  #context = null;
  #timer = null;
  #voices = [];

  get playing() { return this.#timer !== null; }

  /** Whether the browser lets it sound, a moment after it was asked to. */
  get heard() {
    const allowed = this.#context.resume().then(() => true);
    return Promise.race([allowed, new Promise((resolve) => { setTimeout(resolve, 1000, false); })]);
  }

  /** To be called at a press: from then on it may sound. */
  async wake() {
    this.#context ??= new AudioContext();
    await Promise.race([this.#context.resume(), new Promise((resolve) => { setTimeout(resolve, 1000); })]);
  }

  play(song) {
    this.stop();
    this.#context ??= new AudioContext();
    this.#context.resume();
    const notes = tune(song);
    const stepLength = 60 / Math.max(40, song.tempo) / 2;
    const root = 196 * 2 ** (Math.max(0, song.key) / 12);
    const volume = Math.min(0.35, 0.3 * 10 ** ((Math.max(-30, song.loudness) + 6) / 20));
    let step = 0;
    let next = this.#context.currentTime + 0.05;
    const plan = () => {
      for (; next < this.#context.currentTime + AHEAD; next += stepLength, step += 1) {
        const note = notes[step % STEPS];
        if (note !== null) this.#note(root * 2 ** (note / 12), next, stepLength * 1.6, volume, song.energy);
        if (step % 8 === 0) this.#note(root / 2, next, stepLength * 7, volume * 0.7, 0);
      }
    };
    plan();
    this.#timer = setInterval(plan, 60);
  }

  #note(pitch, start, length, volume, energy) {
    const voice = this.#context.createOscillator();
    const gain = this.#context.createGain();
    voice.type = energy > 0.7 ? "triangle" : "sine";
    voice.frequency.value = pitch;
    const attack = 0.02 + 0.08 * (1 - energy);
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(volume, start + attack);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + attack + length);
    voice.connect(gain).connect(this.#context.destination);
    voice.start(start);
    voice.stop(start + attack + length);
    this.#voices.push(voice);
    voice.onended = () => { this.#voices = this.#voices.filter((other) => other !== voice); };
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    for (const voice of this.#voices) voice.stop();
    this.#voices = [];
  }
}
