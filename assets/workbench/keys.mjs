// Keys that mean something wherever the focus is, except in a field or behind a dialog. Used by the
// panels beside the picture.
import { takesText } from "../mount.mjs";

const DIALOGS = "dialog[open], .modal.show";

/**
 * @param {Record<string, () => void>} actions by key, as `KeyboardEvent.key` has it
 * @param {AbortSignal} signal
 */
export function onKeys(actions, signal) {
  window.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // Escape is no text, and what it gives up may have been taken up from a slider.
    if (event.key !== "Escape" && takesText(event.target)) return;
    if (!document.querySelector(DIALOGS)) action();
  }, { signal });
}
