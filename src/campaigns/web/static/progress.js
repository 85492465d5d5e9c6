// Work that goes on elsewhere: asks for the page again every second, shows how far it is, and goes on when it is done.
const shown = document.querySelector("[data-progress]");

const look = async () => {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now) {
      location.reload();
      return;
    }
    if (now.innerHTML !== shown.innerHTML) {
      shown.replaceChildren(...now.childNodes);
    }
  }
  setTimeout(look, 1000);
};

if (shown) {
  setTimeout(look, 1000);
}
