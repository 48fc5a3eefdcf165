// Moves the divider between the two sides of a thumbnail with the pointer, and with Shift and the
// arrow keys while its card has the focus. Serves the curtains of components/algorithm_card.py.

const STEP = 10;

/**
 * @param {HTMLElement} curtain
 * @param {number} percent
 */
function draw(curtain, percent) {
  const place = Math.min(Math.max(percent, 0), 100);
  curtain.dataset.split = String(place);
  curtain.style.setProperty("--iso-split", `${place}%`);
}

/** @param {EventTarget | null} target */
function curtainAt(target) {
  const found = target instanceof Element ? target.closest("[data-curtain]") : null;
  return /** @type {HTMLElement | null} */ (found);
}

document.addEventListener("pointermove", (event) => {
  const curtain = curtainAt(event.target);
  if (!curtain) return;
  const { left, width } = curtain.getBoundingClientRect();
  draw(curtain, (100 * (event.clientX - left)) / width);
});

document.addEventListener("pointerout", (event) => {
  const curtain = curtainAt(event.target);
  if (curtain && curtainAt(event.relatedTarget) !== curtain) draw(curtain, 50);
});

document.addEventListener("keydown", (event) => {
  if (!event.shiftKey || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  if (!(event.target instanceof Element)) return;
  const curtain = /** @type {HTMLElement | null} */ (event.target.querySelector(":scope > [data-curtain]"));
  if (!curtain) return;
  event.preventDefault();
  const place = Number(curtain.dataset.split ?? 50);
  draw(curtain, place + (event.key === "ArrowLeft" ? -STEP : STEP));
});
