// The figures above the response board, asked for again while the page is open and somebody is looking at it.
// They change quietly, in no live region: a count that speaks on each change is noise.
const EVERY = 15_000;
const words = new Intl.NumberFormat(document.documentElement.lang);

for (const board of document.querySelectorAll("[data-figures]")) {
  const refresh = async () => {
    if (document.hidden) {
      return;
    }
    const answer = await fetch(board.dataset.figures, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) {
      return;
    }
    const figures = await answer.json();
    for (const figure of board.querySelectorAll("[data-figure]")) {
      const number = figures[figure.dataset.figure];
      if (number !== undefined) {
        figure.textContent = words.format(number);
      }
    }
  };
  const timer = setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  addEventListener("pagehide", () => clearInterval(timer));
}
