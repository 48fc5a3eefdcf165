// One file on its way to the server, with progress, and the words for what came of it.
// upload.mjs calls it.

/** @typedef {{id: string, name: string, shape: number[], axes: string, dtype: string, size_bytes: number}} ImageRecord */

/**
 * Write a number of bytes as the server does (`describe_bytes` in isoline/images/limits.py).
 *
 * @param {number} bytes
 * @returns {string}
 */
export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  const step = bytes < 2 ** 20 ? 1 : bytes < 2 ** 30 ? 2 : 3;
  return `${(bytes / 1024 ** step).toFixed(1)} ${["kB", "MB", "GB"][step - 1]}`;
}

/**
 * @param {ImageRecord} record
 * @returns {string}
 */
export function describe(record) {
  return [record.shape.join(" × "), record.axes, record.dtype, sizeText(record.size_bytes)].join(" · ");
}

/** A file that was not stored; `again` says whether sending it once more can help. */
export class TransferError extends Error {
  /**
   * @param {string} message
   * @param {boolean} again
   */
  constructor(message, again) {
    super(message);
    this.again = again;
  }
}

/**
 * @param {XMLHttpRequest} request
 * @returns {TransferError}
 */
function refusal(request) {
  const message = request.response?.error?.message;
  const words = message ?? `The server did not take the file (status ${request.status}).`;
  return new TransferError(words, request.status >= 500);
}

/**
 * Send a file as the body of one request; nothing of it is held in memory.
 *
 * @param {File} file
 * @param {string} address
 * @param {(sent: number) => void} onProgress
 * @returns {{done: Promise<ImageRecord>, cancel: () => void}}
 */
export function send(file, address, onProgress) {
  const request = new XMLHttpRequest();
  /** @type {Promise<ImageRecord>} */
  const done = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded }) => onProgress(loaded));
    request.upload.addEventListener("load", () => onProgress(file.size));
    request.addEventListener("load", () => {
      if (request.status === 201) resolve(request.response);
      else reject(refusal(request));
    });
    request.addEventListener("error", () => {
      reject(new TransferError("The connection was lost before the file was stored.", true));
    });
    request.addEventListener("abort", () => reject(new DOMException("Cancelled", "AbortError")));
  });
  request.open("POST", `${address}?name=${encodeURIComponent(file.name)}`);
  request.responseType = "json";
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { done, cancel: () => request.abort() };
}
