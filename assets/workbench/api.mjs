// Talks to the HTTP API: addresses of views, decoding of pictures, errors. Used by session.mjs.
import { enlarged } from "./grain.mjs";
import { Kept } from "./kept.mjs";

/**
 * @typedef {{kind: string, exact: boolean, scale: number, region: number[], shape: number[],
 *   limits: [number, number] | null, range: [number, number] | null,
 *   depth?: number, coloured?: boolean, packing?: string | null,
 *   grain?: import("./grain.mjs").Grain,
 *   steps: {index: number, elapsed_ms: number, cached: boolean}[],
 *   numbers: Record<string, number | string>}} ViewFacts
 * @typedef {{url: string, facts: ViewFacts, width: number, height: number,
 *   pixels: Uint8ClampedArray | null, bitmap: ImageBitmap | null, json: any,
 *   classes?: import("./classes.mjs").Classes, bytes: number}} View
 */

const MEBIBYTE = 2 ** 20;
/** Bytes of a view besides its pixels, about. */
const LEAST_BYTES = 2048;

/** @type {Kept<View>} */
const kept = new Kept(128 * MEBIBYTE, ({ width, height, pixels, classes }) =>
  LEAST_BYTES + (classes ? classes.byteLength : 0) + (pixels ? 8 * width * height : 0));

export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {number | null} step place of the step at fault
   * @param {string} code
   */
  constructor(message, step, code) {
    super(message);
    this.step = step;
    this.code = code;
  }
}

/** Whether something was not wanted any more, which is told to nobody. @param {unknown} error */
export function wasCalledOff(error) {
  return error instanceof DOMException && error.name === "AbortError";
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} query values that are null or undefined are left out
 */
export function address(path, query) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    search.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  return `/api/v1/${path}?${search}`;
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 */
export async function getJson(url, signal) {
  const response = await request(url, signal);
  return received(response.json());
}

/**
 * @param {string} url
 * @param {unknown} body
 */
export async function postJson(url, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await request(url, undefined, { method: "POST", headers, body: JSON.stringify(body) });
  return received(response.json());
}

/**
 * Fetch and decode one layer; what was decoded lately is not fetched again.
 *
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @param {string} [token] under which the computation can be watched and cancelled
 * @param {boolean} [background] whether everything else comes first
 * @returns {Promise<View>}
 */
export async function getView(url, signal, token, background = false) {
  const known = kept.get(url);
  if (known) return known;
  const started = performance.now();
  /** @type {Record<string, string>} */
  const headers = {};
  if (token) headers["X-Isoline-Token"] = token;
  if (background) headers.Priority = "u=6";
  const response = await request(url, signal, { headers });
  const view = await decoded(url, response);
  noteRate(view.bytes / Math.max(1, performance.now() - started));
  // What the server would compute finer the next time is asked for again.
  if (response.headers.get("Cache-Control") !== "no-store") kept.put(url, view);
  return view;
}

/**
 * @typedef {{pixels: ArrayLike<number> & ArrayBufferView, facts: ViewFacts & {dtype: string}}} Operand
 * @type {Kept<Operand>}
 */
const operands = new Kept(64 * MEBIBYTE, ({ pixels }) => pixels.byteLength);

/** Kinds of array by dtype; what is missing cannot be compared as the server compares it. */
const ARRAYS = {
  bool: Uint8Array, uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array,
  uint32: Uint32Array, int32: Int32Array, float32: Float32Array, float64: Float64Array,
};

const RATES_KEPT = 5;
/** Bytes from which on the time of a file is that of its transfer. */
const LARGE_FILE = 65536;
/** @type {number[]} */
const rates = [];

/** @param {number} rate bytes per millisecond, waiting included */
function noteRate(rate) {
  if (rate > 0) rates.push(rate);
  if (rates.length > RATES_KEPT) rates.shift();
}

/**
 * Bytes per millisecond that the line carries at best: as large files came, or views, in whose time
 * the server's work is counted in.
 */
export function bestRate() {
  const files = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"));
  const carried = files
    .filter(({ transferSize, encodedBodySize }) => transferSize > 0 && encodedBodySize >= LARGE_FILE)
    .map((file) => file.encodedBodySize / Math.max(0.1, file.responseEnd - file.responseStart));
  return Math.max(0, ...rates, ...carried);
}

/** @param {string} url @returns {Operand | undefined} */
export function keptOperand(url) {
  return operands.get(url);
}

/**
 * Fetch the pixels a step takes, as numbers.
 *
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @returns {Promise<Operand | null>} null where the dtype has no like in this language
 */
export async function getOperand(url, signal) {
  const known = operands.get(url);
  if (known) return known;
  const response = await request(url, signal);
  const facts = JSON.parse(response.headers.get("X-Isoline") ?? "{}");
  const Kind = ARRAYS[/** @type {keyof typeof ARRAYS} */ (facts.dtype)];
  const buffer = await received(response.arrayBuffer());
  if (!Kind) return null;
  const operand = { pixels: new Kind(buffer), facts };
  operands.put(url, operand);
  return operand;
}

/** @param {string} url */
export function isKept(url) {
  return kept.has(url);
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @param {RequestInit} [options]
 */
async function request(url, signal, options = {}) {
  let response;
  try {
    response = await fetch(url, { ...options, signal });
  } catch (error) {
    if (wasCalledOff(error)) throw error;
    throw new ApiError("The server does not answer. Is it still running?", null, "offline");
  }
  if (response.ok) return response;
  throw await refusal(response);
}

/**
 * What an answer holds; one that broke off, or that cannot be read, is told as any other refusal.
 *
 * @template T
 * @param {Promise<T>} body
 */
async function received(body) {
  try {
    return await body;
  } catch (error) {
    if (wasCalledOff(error)) throw error;
    throw new ApiError("The server's answer broke off, or cannot be read. Try again.", null, "broken");
  }
}

/** @param {Response} response */
async function refusal(response) {
  try {
    const { error } = await response.json();
    const loc = error.details?.find((/** @type {any} */ item) => item.loc?.[0] === "steps")?.loc;
    const details = (error.details ?? [])
      .map((/** @type {any} */ item) => item.message)
      .filter((/** @type {string} */ text) => text && !error.message.includes(text));
    return new ApiError([error.message, ...details].join(" "), loc ? loc[1] : null, error.code);
  } catch {
    return new ApiError(`The server answered ${response.status}.`, null, "unknown");
  }
}

/**
 * @param {string} url
 * @param {Response} response
 * @returns {Promise<View>}
 */
async function decoded(url, response) {
  const facts = JSON.parse(response.headers.get("X-Isoline") ?? "{}");
  const type = response.headers.get("Content-Type") ?? "";
  if (facts.packing) return unpacked(url, facts, await received(response.arrayBuffer()));
  if (!type.startsWith("image/")) {
    const json = await received(response.json());
    return { url, facts, width: 0, height: 0, pixels: null, bitmap: null, json, bytes: 0 };
  }
  // Label ids are colours to the decoder: nothing may adjust them.
  const blob = await received(response.blob());
  const bitmap = await received(createImageBitmap(blob, {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  }));
  const { width, height } = bitmap;
  const pixels = pixelsOf(bitmap);
  return { url, facts, width, height, pixels, bitmap, json: null, bytes: blob.size };
}

/**
 * A mask or a label image that was sent as numbers.
 *
 * @param {string} url
 * @param {ViewFacts} facts
 * @param {ArrayBuffer} buffer
 * @returns {View}
 */
function unpacked(url, facts, buffer) {
  const [height, width] = facts.shape;
  const { grain } = facts;
  const [rows, columns] = grain?.shape ?? facts.shape;
  const held = facts.packing === "bits" ? unpackedBits(new Uint8Array(buffer), columns, rows)
    : new ARRAYS[/** @type {"uint8" | "uint16" | "uint32"} */ (facts.packing)](buffer);
  const classes = grain ? enlarged(held, grain, height, width) : held;
  return { url, facts, width, height, pixels: null, bitmap: null, json: null, classes,
    bytes: buffer.byteLength };
}

/** Eight pixels at a time: the two words that each byte of bits stands for. */
const OCTETS = new Uint8Array(256 * 8).map((_, at) => ((at >> 3) >> (7 - (at & 7))) & 1);
const OCTET_WORDS = new Uint32Array(OCTETS.buffer);

/** @param {Uint8Array} bits @param {number} width @param {number} height */
function unpackedBits(bits, width, height) {
  if (width % 8 === 0) {
    const words = new Uint32Array(bits.length * 2);
    for (let at = 0; at < bits.length; at += 1) {
      const byte = bits[at];
      words[2 * at] = OCTET_WORDS[2 * byte];
      words[2 * at + 1] = OCTET_WORDS[2 * byte + 1];
    }
    return new Uint8Array(words.buffer);
  }
  const classes = new Uint8Array(width * height);
  const stride = Math.ceil(width / 8);
  for (let row = 0, at = 0; row < height; row += 1) {
    const start = row * stride;
    for (let column = 0; column < width; column += 1, at += 1) {
      classes[at] = (bits[start + (column >> 3)] >> (7 - (column & 7))) & 1;
    }
  }
  return classes;
}

/** @param {ImageBitmap} bitmap */
function pixelsOf(bitmap) {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser has no 2-D canvas");
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
}
