// The response board while it is open and somebody looks at it: the same page is read again, and what has changed is put in place.
// The figures change quietly; the rows are announced together, once. What has the focus, a selection or a tick stays as it is.
const EVERY = 20_000;
const rows = document.querySelector("[data-live-rows]");
const told = document.querySelector("[data-changed]");
let reading = false;

// What is used at this moment is left until somebody has gone on.
const used = (part) => {
  const selected = getSelection();
  return (
    part.contains(document.activeElement) ||
    (selected && !selected.isCollapsed && selected.containsNode(part, true))
  );
};

// A form's token is another each time, so only what can be read counts.
const says = (part) => part.textContent.replaceAll(/\s+/g, " ").trim();

// The row as it reads now, ticked and opened as the old one was.
const inPlaceOf = (row, fresh) => {
  for (const [place, box] of row.querySelectorAll("input[type=checkbox]").entries()) {
    const other = fresh.querySelectorAll("input[type=checkbox]")[place];
    if (other) {
      other.checked = box.checked;
    }
  }
  for (const [place, details] of row.querySelectorAll("details").entries()) {
    const other = fresh.querySelectorAll("details")[place];
    if (other) {
      other.open = details.open;
    }
  }
  return fresh;
};

const refreshRows = (page) => {
  const read = page.querySelector("[data-live-rows]");
  const known = new Map([...rows.children].map((row) => [row.dataset.row, row]));
  let changed = 0;
  const wanted = [...(read?.children ?? [])].map((fresh) => {
    const row = known.get(fresh.dataset.row);
    known.delete(fresh.dataset.row);
    if (row && (says(row) === says(fresh) || used(row))) {
      return row;
    }
    changed += 1;
    return row ? inPlaceOf(row, document.adoptNode(fresh)) : document.adoptNode(fresh);
  });
  // Rows that belong here no more go, but for one that is ticked or used; it goes with the next page.
  for (const row of known.values()) {
    if (used(row) || row.querySelector("input:checked")) {
      wanted.push(row);
    } else {
      changed += 1;
    }
  }
  // The one row that is used is never moved, since moving it would take the focus away; the others are put around it.
  const kept = wanted.find((row) => used(row) && row.parentNode === rows);
  const place = kept ? wanted.indexOf(kept) : wanted.length;
  for (const row of [...rows.children]) {
    if (!wanted.includes(row)) {
      row.remove();
    }
  }
  for (const [at, row] of wanted.entries()) {
    if (row === kept) {
      continue;
    }
    const before = at < place ? (kept ?? null) : null;
    const isThere = at < place ? row.nextSibling === wanted[at + 1] : row.previousSibling === wanted[at - 1];
    if (row.parentNode !== rows || !isThere) {
      rows.insertBefore(row, before);
    }
  }
  return changed;
};

const refresh = async () => {
  if (document.hidden || reading) {
    return;
  }
  reading = true;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const figure of document.querySelectorAll("[data-figure]")) {
      const read = page.querySelector(`[data-figure="${figure.dataset.figure}"]`);
      if (read) {
        figure.textContent = read.textContent;
      }
    }
    for (const part of document.querySelectorAll("[data-live]")) {
      const read = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (read && !used(part) && read.innerHTML !== part.innerHTML) {
        part.replaceChildren(...read.childNodes);
      }
    }
    const changed = rows ? refreshRows(page) : 0;
    if (changed) {
      told.textContent = told.dataset.changed.replace("{number}", changed);
    }
  } catch {
    // Nobody is told of a moment without a network: the page says when it was read.
  } finally {
    reading = false;
  }
};

if (told) {
  const timer = setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  addEventListener("pagehide", () => clearInterval(timer));
}
