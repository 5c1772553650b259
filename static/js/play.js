/* Play in place: Spotify's embed, loaded into the dock when its button is pressed and never before. */

const dock = document.querySelector("#dock");

function stop() {
  dock.hidden = true;
  dock.querySelector("iframe")?.remove();
  for (const button of document.querySelectorAll(".play[aria-pressed=true]")) {
    button.setAttribute("aria-pressed", "false");
  }
}

function play(button) {
  stop();
  const frame = document.createElement("iframe");
  frame.src = button.dataset.embed;
  frame.title = button.dataset.title;
  frame.allow = "autoplay; encrypted-media; clipboard-write";
  frame.height = 80;
  dock.prepend(frame);
  dock.hidden = false;
  button.setAttribute("aria-pressed", "true");
  dock.querySelector("[role=status]").textContent = frame.title;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".play");
  if (button) {
    if (button.getAttribute("aria-pressed") === "true") stop();
    else play(button);
  } else if (event.target.closest("#dock [data-stop]")) {
    const pressed = document.querySelector(".play[aria-pressed=true]");
    stop();
    pressed?.focus();
  }
});
