// Everything works without this file; it adds the components' behaviour, the editor's toolbar and the live preview.
import { createAll, Button, ErrorSummary, FileUpload, SkipLink } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
// Radios and checkboxes stay as they are in HTML: their fields that belong to one choice are always shown, since `aria-expanded`,
// by which the component would announce hiding them, is not allowed on a radio button (WAI-ARIA 1.2).
for (const component of [Button, ErrorSummary, FileUpload, SkipLink]) {
  createAll(component);
}

if (document.querySelector("markdown-toolbar")) {
  await import("./vendor/markdown-toolbar-element.js");
}

// <div data-preview-of="id of a form" data-preview-at="/address"> shows what the server makes of the form as it stands.
for (const preview of document.querySelectorAll("[data-preview-of]")) {
  const form = document.getElementById(preview.dataset.previewOf);
  let waiting;
  let asked = 0;
  const refresh = async () => {
    const mine = (asked += 1);
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(preview.dataset.previewAt, { method: "POST", body }).catch(() => null);
    const made = answer?.ok ? await answer.text() : null;
    // An answer that was overtaken by a later one, or that never came, leaves what is shown.
    if (made !== null && mine === asked) {
      preview.innerHTML = made;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 500);
  });
}

// A letter that was typed and not saved is not left without a question.
const writing = document.getElementById("writing");
if (writing) {
  let unsaved = false;
  writing.addEventListener("input", () => (unsaved = true));
  writing.addEventListener("submit", () => (unsaved = false));
  addEventListener("beforeunload", (leaving) => unsaved && leaving.preventDefault());
}
