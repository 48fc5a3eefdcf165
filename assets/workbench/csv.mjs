// Tables as text that other programs read. Used by measuring.mjs.

const LASTING_MS = 60_000;

/**
 * As RFC 4180 has it; what is missing is an empty field.
 *
 * @param {string[]} columns
 * @param {(number | string | null)[][]} rows
 */
export function csvOf(columns, rows) {
  return [columns, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** @param {number | string | null} value */
function field(value) {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {string} text @param {string} name of the file */
export function saveFile(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  // The browser reads it after this event.
  setTimeout(() => URL.revokeObjectURL(link.href), LASTING_MS);
}
