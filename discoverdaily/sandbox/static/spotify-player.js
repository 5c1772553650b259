// The Web Playback SDK as a page sees it: `Spotify.Player`, whose work is done in a hidden frame of this origin.
(() => {
  const { origin } = new URL(document.currentScript.src);
  const players = new Set();
  let calls = 0;

  class Player {
    #frame = null;
    #loaded = null;
    #listeners = new Map();
    #answers = new Map();
    #options;

    constructor(options) {
      if (!options?.name || typeof options.getOAuthToken !== "function") {
        throw new Error("Spotify.Player needs a name and getOAuthToken.");
      }
      this.#options = options;
      players.add(this);
    }

    addListener(event, callback) {
      this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), callback]);
      return true;
    }

    on(event, callback) { return this.addListener(event, callback); }

    removeListener(event, callback) {
      const known = this.#listeners.get(event) ?? [];
      this.#listeners.set(event, callback ? known.filter((other) => other !== callback) : []);
      return known.length > 0;
    }

    async connect() {
      await this.#open();
      const { name, volume = 1 } = this.#options;
      return this.#ask("connect", { name, volume });
    }

    disconnect() {
      this.#frame?.contentWindow?.postMessage({ call: "disconnect" }, origin);
      const frame = this.#frame;
      this.#frame = null;
      this.#loaded = null;
      setTimeout(() => frame?.remove(), 500); // it has a word to say before it goes
    }

    activateElement() { return this.#ask("activate"); }
    getCurrentState() { return this.#ask("state"); }
    getVolume() { return Promise.resolve(this.#options.volume ?? 1); }
    pause() { return this.#ask("act", "pause"); }
    resume() { return this.#ask("act", "play"); }
    nextTrack() { return this.#ask("act", "next"); }
    previousTrack() { return this.#ask("act", "previous"); }

    async togglePlay() {
      const state = await this.getCurrentState();
      return state?.paused ? this.resume() : this.pause();
    }

    #open() {
      this.#loaded ??= new Promise((resolve) => {
        this.#frame = document.createElement("iframe");
        this.#frame.src = `${origin}/sdk/embedded`;
        this.#frame.allow = "encrypted-media; autoplay";
        this.#frame.tabIndex = -1;
        this.#frame.title = "Audio playback";
        Object.assign(this.#frame.style, { position: "absolute", left: "-1px", width: 0, height: 0, border: "none" });
        this.#answers.set("loaded", resolve);
        document.body.append(this.#frame);
      });
      return this.#loaded;
    }

    async #ask(call, value) {
      if (!this.#frame) return null;
      await this.#loaded;
      calls += 1;
      const number = calls;
      return new Promise((resolve) => {
        this.#answers.set(number, resolve);
        this.#frame?.contentWindow.postMessage({ call, value, number }, origin);
      });
    }

    heard({ source, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow) return;
      if (data.event) {
        for (const callback of this.#listeners.get(data.event) ?? []) callback(data.value);
      } else if (data.wants === "token") {
        this.#options.getOAuthToken((token) => source.postMessage({ call: "token", value: token }, origin));
      } else {
        this.#answers.get(data.number)?.(data.value);
        this.#answers.delete(data.number);
      }
    }
  }

  addEventListener("message", (message) => {
    if (message.origin !== origin) return;
    for (const player of players) player.heard(message);
  });

  window.Spotify = { Player };
  if (typeof window.onSpotifyWebPlaybackSDKReady === "function") window.onSpotifyWebPlaybackSDKReady();
  else throw new Error("onSpotifyWebPlaybackSDKReady is not defined");
})();
