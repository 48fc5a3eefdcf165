// Fetches the pictures of cards when they come into view. Used by every element that
// components/thumbnail.py declares. A picture that is still being computed (202) is asked for
// again, ever more slowly, for as long as its card is on screen.
import { onMount } from "./mount.mjs";
import { watch } from "./thumbnail_queue.mjs";

onMount("[data-thumbnail]", watch);
