// Loads the page anew when the server has reloaded its algorithms. Only where the setting `reload`
// is on: components/shell.py then puts the element it waits for into the page. What is being
// worked on stands in the address, so it is there again afterwards.
import { onMount } from "./mount.mjs";

const EVERY_MS = 1000;

/** @returns {Promise<string>} */
async function revision() {
  const answer = await fetch("/api/v1/catalogue", { cache: "no-store" });
  const { revision, fingerprint } = await answer.json();
  return `${revision} ${fingerprint}`;
}

onMount("[data-reload]", async () => {
  let known = "";
  const look = async () => {
    try {
      const found = await revision();
      if (known && found !== known) location.reload();
      known = found;
    } catch {
      // The server is being started again; the next look finds it.
    }
    setTimeout(look, EVERY_MS);
  };
  look();
});
