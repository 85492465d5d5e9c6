// Everything works without this file; it adds the components' behaviour, the editor's toolbar and the live preview.
import { initAll } from "./vendor/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

if (document.querySelector("markdown-toolbar")) {
  await import("./vendor/markdown-toolbar-element.js");
}

// <div data-preview-of="id of a form" data-preview-at="/address"> shows what the server makes of the form as it stands.
for (const preview of document.querySelectorAll("[data-preview-of]")) {
  const form = document.getElementById(preview.dataset.previewOf);
  let waiting;
  const refresh = async () => {
    const answer = await fetch(preview.dataset.previewAt, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (answer.ok) {
      preview.innerHTML = await answer.text();
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 500);
  });
}
