// Puts a native <input> into each element declared by components/native_input.py, because Dash's
// HTML components have none. The attributes are the `data-input-*` ones of the element.
import { element, onMount } from "./mount.mjs";

const PREFIX = "data-input-";

onMount("[data-input-type]", (slot) => {
  const attributes = [...slot.attributes]
    .filter(({ name }) => name.startsWith(PREFIX))
    .map(({ name, value }) => [name.slice(PREFIX.length), value]);
  slot.append(element("input", Object.fromEntries(attributes)));
});
