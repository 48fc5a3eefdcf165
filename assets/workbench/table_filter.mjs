// What is typed to filter rows, such as "area > 100 and eccentricity < 0.8", and whether a row
// passes. Pure functions, used by measurement_table.mjs.

/**
 * @typedef {(number | string | null)[]} Row
 * @typedef {{passes: (row: Row) => boolean, mistake: string}} Filter
 *   where there is a mistake, every row passes
 */

/** @type {Record<string, (a: any, b: any) => boolean>} */
const COMPARE = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "=": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};
/** @type {Record<string, string>} other spellings */
const ALSO = { "==": "=", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=" };
const CONDITION = /^(.*?)\s*(<=|>=|<>|==|!=|[<>=≤≥≠])\s*(.*)$/;
const AND = /\s+and(?:\s+|$)|\s*&&?\s*/i;
const MOST_NAMED = 6;

/** @type {Filter} */
const EVERYTHING = { passes: () => true, mistake: "" };

/**
 * @param {string} text
 * @param {string[]} columns
 * @returns {Filter}
 */
export function filterOf(text, columns) {
  if (!text.trim()) return EVERYTHING;
  const tests = text.trim().split(AND).map((part) => conditionOf(part.trim(), columns));
  const wrong = tests.find((test) => typeof test === "string");
  if (typeof wrong === "string") return { ...EVERYTHING, mistake: wrong };
  const all = /** @type {((row: Row) => boolean)[]} */ (tests);
  return { passes: (row) => all.every((test) => test(row)), mistake: "" };
}

/**
 * @param {string} text
 * @param {string[]} columns
 * @returns {((row: Row) => boolean) | string} what is wrong with it, where something is
 */
function conditionOf(text, columns) {
  const [, name = "", sign = "", wanted = ""] = CONDITION.exec(text) ?? [];
  const example = `${columns.find((column) => column !== "label") ?? "area"} > 100`;
  const advice = `Write, for example, ${example}`;
  if (!text) return `A comparison is missing beside “and”. ${advice}.`;
  if (!sign) return `“${text}” has no comparison. ${advice}, and join several with “and”.`;
  const index = columns.findIndex((column) => plain(column) === plain(name));
  if (index < 0) return unknown(name, columns);
  if (!wanted) return `“${text}” has nothing to compare with. ${advice}.`;
  const compare = COMPARE[ALSO[sign] ?? sign];
  const number = Number(wanted);
  if (Number.isFinite(number)) return (row) => compare(row[index], number) && row[index] !== null;
  if (compare === COMPARE["="] || compare === COMPARE["!="]) {
    const word = plain(wanted.replace(/^["'“]|["'”]$/g, ""));
    return (row) => compare(plain(String(row[index] ?? "")), word);
  }
  return `“${wanted}” is no number, so nothing can be ${sign} it. Write a number, such as ${example}.`;
}

/** @param {string} name @param {string[]} columns */
function unknown(name, columns) {
  const some = columns.slice(0, MOST_NAMED).map((column) => column.replaceAll("_", " ")).join(", ");
  const more = columns.length > MOST_NAMED ? ` and ${columns.length - MOST_NAMED} more` : "";
  return `There is no column “${name}”. There are ${some}${more}.`;
}

/** @param {string} name as it is compared: spaces count as underscores */
function plain(name) {
  return name.trim().toLowerCase().replaceAll(/[\s_]+/g, "_");
}
