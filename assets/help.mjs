// Opens the list of keys (components/help.py) with `?` or its button, gathered from whatever
// lists of shortcuts the current page declares.
import { onMount, takesText } from "./mount.mjs";

onMount("#help", (found) => {
  const dialog = /** @type {HTMLDialogElement} */ (found);
  const page = dialog.querySelector("[data-page-shortcuts]");

  const open = () => {
    if (dialog.open) return;
    const lists = document.querySelectorAll("main [data-shortcuts]");
    page?.replaceChildren(
      ...[...lists].map((list) => {
        const copy = /** @type {HTMLElement} */ (list.cloneNode(true));
        copy.hidden = false;
        copy.removeAttribute("id");
        return copy;
      }),
    );
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !takesText(event.target)) {
      event.preventDefault();
      open();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-help-open]")) open();
  });
  dialog.addEventListener("click", (event) => {
    const outside = event.target === dialog;
    const close = event.target instanceof Element && event.target.closest("[data-help-close]");
    if (outside || close) dialog.close();
  });
});
