// Images in by button, by drop and by paste, for the elements of components/upload.py. Files go
// straight to the server, one after the other. When one is stored, the event `isoline:uploaded`
// carries its record, and so does the store "uploaded-image" for callbacks.
import { element, onMount } from "./mount.mjs";
import { describe, send, sizeText, TransferError } from "./transfer.mjs";

/** @typedef {import("./transfer.mjs").ImageRecord} ImageRecord */

class Transfer {
  /**
   * @param {File} file
   * @param {Upload} upload
   */
  constructor(file, upload) {
    this.file = file;
    this.upload = upload;
    this.detail = element("span", { class: "iso-transfer-detail" });
    this.actions = element("div", { class: "iso-transfer-actions" });
    this.bar = element("div", { class: "iso-transfer-bar" }, element("i"));
    const name = element("span", { class: "iso-transfer-name", title: file.name }, file.name);
    const text = element("div", { class: "iso-transfer-text" }, name, this.detail);
    this.row = element("li", { class: "iso-transfer", "data-testid": "transfer" }, text, this.actions, this.bar);
    this.wait();
  }

  /**
   * @param {string} state
   * @param {string} words
   * @param {...HTMLElement} actions
   */
  become(state, words, ...actions) {
    this.row.dataset.state = state;
    this.detail.textContent = words;
    this.actions.replaceChildren(...actions);
    this.bar.hidden = !["sending", "reading"].includes(state);
    if (state === "failed") this.detail.setAttribute("role", "alert");
    else this.detail.removeAttribute("role");
  }

  /**
   * @param {string} word
   * @param {() => void} act
   */
  button(word, act) {
    const made = element("button", { type: "button", class: "iso-button" }, word);
    made.addEventListener("click", act);
    return made;
  }

  wait() {
    this.become("waiting", `Waiting · ${sizeText(this.file.size)}`, this.button("Cancel", () => this.leave()));
  }

  leave() {
    this.upload.drop(this);
    this.row.remove();
  }

  async start() {
    const { address, limit } = this.upload;
    if (limit && this.file.size > limit) {
      this.fail(`This file has ${sizeText(this.file.size)}; the largest taken is ${sizeText(limit)}.`, false);
      return;
    }
    const { done, cancel } = send(this.file, address, (sent) => this.progress(sent));
    this.become("sending", "", this.button("Cancel", cancel));
    this.progress(0);
    try {
      this.finish(await done);
    } catch (error) {
      const cancelled = error instanceof DOMException && error.name === "AbortError";
      if (cancelled) this.stop();
      else this.fail(String(/** @type {Error} */ (error).message), error instanceof TransferError && error.again);
    }
  }

  /** @param {number} sent */
  progress(sent) {
    const { size } = this.file;
    const share = size ? Math.min(sent / size, 1) : 1;
    this.row.style.setProperty("--iso-done", String(share));
    if (share < 1) {
      this.detail.textContent = `${sizeText(sent)} of ${sizeText(size)} · ${Math.floor(100 * share)} %`;
    } else {
      this.row.dataset.state = "reading";
      this.detail.textContent = `${sizeText(size)} sent · 100 % · reading the image`;
    }
  }

  stop() {
    const again = this.button("Upload again", () => this.upload.retry(this));
    this.become("cancelled", "Cancelled, nothing was stored", again, this.button("Dismiss", () => this.leave()));
  }

  /**
   * @param {string} reason
   * @param {boolean} again
   */
  fail(reason, again) {
    const actions = again ? [this.button("Try again", () => this.upload.retry(this))] : [];
    this.become("failed", reason, ...actions, this.button("Dismiss", () => this.leave()));
  }

  /** @param {ImageRecord} record */
  finish(record) {
    const href = this.upload.open + encodeURIComponent(record.id);
    const link = element("a", { class: "iso-button iso-button-primary", href }, "Open in workbench");
    this.become("done", describe(record), link, this.button("Dismiss", () => this.leave()));
    this.row.dispatchEvent(new CustomEvent("isoline:uploaded", { bubbles: true, detail: record }));
    window.dash_clientside?.set_props?.("uploaded-image", { data: record });
  }
}

class Upload {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.address = root.dataset.address ?? "/api/v1/images";
    this.open = root.dataset.open ?? "/explore?image=";
    this.list = /** @type {HTMLElement} */ (root.querySelector("[data-transfers]"));
    /** @type {Transfer[]} */
    this.queue = [];
    this.busy = false;
  }

  /** Largest file the server takes, in bytes; 0 when that is not known. */
  get limit() {
    return Number(this.root.dataset.limit ?? 0);
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const transfer = new Transfer(file, this);
      this.list.append(transfer.row);
      this.queue.push(transfer);
    }
    this.work();
  }

  /** @param {Transfer} transfer */
  drop(transfer) {
    this.queue = this.queue.filter((other) => other !== transfer);
  }

  /** @param {Transfer} transfer */
  retry(transfer) {
    transfer.wait();
    this.queue.push(transfer);
    this.work();
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) await next.start();
    this.busy = false;
  }
}

/** @type {Upload | null} */
let current = null;
const active = () => (current?.root.isConnected ? current : null);

onMount("[data-testid=upload]", (root) => {
  const upload = new Upload(root);
  current = upload;
  root.addEventListener("change", (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.type !== "file") return;
    upload.add([...(input.files ?? [])]);
    // Emptied, so that choosing the same file again is a change.
    input.value = "";
  });
});

/** @param {DataTransfer | null} data */
const carriesFiles = (data) => Boolean(data?.types.includes("Files"));

document.addEventListener("dragover", (event) => {
  const upload = active();
  if (!upload || !carriesFiles(event.dataTransfer)) return;
  event.preventDefault();
  upload.root.dataset.over = "";
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget && current) delete current.root.dataset.over;
});

document.addEventListener("drop", (event) => {
  const upload = active();
  if (!upload || !carriesFiles(event.dataTransfer)) return;
  event.preventDefault();
  delete upload.root.dataset.over;
  upload.add([.../** @type {DataTransfer} */ (event.dataTransfer).files]);
});

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  const upload = active();
  if (!upload || !files.length) return;
  event.preventDefault();
  upload.add(files);
});
