/* What of a page is not as everybody needs it, asked of axe (which stands above) and of the page itself. */
{
  const OF_A_KIND = 3;
  const COLOURS = ["color", "backgroundColor", "backgroundImage", "opacity", "filter", "textShadow", "fontSize", "fontWeight"];
  const PLACES = ["display", "visibility", "position", "clipPath", "zIndex"];
  const FOR_A_FINGER =
    "button, .button, summary, select, input:not([type=hidden], [type=checkbox], [type=radio]), label.choice, " +
    ".tabs a, .tabs-bar a";

  const hasWords = (it) => [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

  /* A list has fifty lines of the same colours, and contrast is what axe takes longest for: of words that look alike,
     on what looks alike all the way down, it is asked about three. */
  function markAlike() {
    const looks = new Map();
    const kinds = new Map();
    const seen = new Map();
    for (const it of document.querySelectorAll("*")) {
      it.removeAttribute("data-alike");
      const style = getComputedStyle(it);
      const look = [looks.get(it.parentElement), it.matches(":disabled"), ...[...COLOURS, ...PLACES].map((name) => style[name])].join();
      if (!kinds.has(look)) kinds.set(look, kinds.size);
      const kind = kinds.get(look);
      looks.set(it, kind);
      if (!hasWords(it) || !it.checkVisibility()) continue;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (seen.get(kind) > OF_A_KIND) it.setAttribute("data-alike", "");
    }
  }

  window.wellMade = async (rules) => {
    markAlike();
    const { violations } = await axe.run({ resultTypes: ["violations"], ...rules });
    const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
    return {
      violations,
      "wider than the window": document.documentElement.scrollWidth > document.documentElement.clientWidth,
      "smaller than a finger": [...document.querySelectorAll(FOR_A_FINGER)]
        .filter((it) => it.checkVisibility() && it.getBoundingClientRect().height < 43.9)
        .map((it) => it.outerHTML.slice(0, 90)),
      "named twice": ids.filter((id, at) => ids.indexOf(id) < at),
    };
  };

  axe.configure({ rules: [{ id: "color-contrast", selector: ":not([data-alike])" }] });
}
