// @ts-check
/** One operation, one request. What the answer means for the operation is told here and nowhere else. */

import { csrfToken } from "../lib/csrf.js";

/** @typedef {import("./types.js").Operation} Operation */
/** @typedef {import("./types.js").Highlight} Highlight */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {{result: "done", item: Highlight | null} | {result: "again", pause: number | null} |
 *   {result: "signed-out"} | {result: "refused", problem: Problem}} Answer */

const PATIENCE = 20_000;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

const METHODS = { put: "PUT", patch: "PATCH", delete: "DELETE", restore: "POST" };

/**
 * What an operation sends.
 * @param {import("./types.js").Setup} setup
 * @param {import("../lib/text-map.js").TextMap} map
 * @returns {(operation: Operation) => Record<string, unknown> | null}
 */
export function bodies(setup, map) {
  const { offsets, text } = map;

  /** @param {Pick<Highlight, "start" | "end" | "segments">} place */
  const placed = ({ start, end, segments }) => ({
    ...(segments.length > 1 ? { segments } : { start, end }),
    quote: text.slice(offsets.toUnit(start), offsets.toUnit(end)),
  });

  return ({ kind, item, change }) => {
    if (kind === "put") {
      const { tags, attributes, note } = item;
      const accepting = item.suggestion ? { suggestion: item.suggestion } : {};
      const { article, revision } = setup;
      return { article, revision, ...placed(item), tags, attributes, note, ...accepting };
    }
    if (kind === "patch") {
      const { start, end, segments, ...words } = change;
      if (start === undefined || end === undefined || !segments) return words;
      // Edges alone would leave the parts that it had between them.
      return { segments, quote: placed({ start, end, segments }).quote, ...words };
    }
    return kind === "restore" ? {} : null;
  };
}

/**
 * @param {string} address of the collection
 * @param {(operation: Operation) => unknown} bodyOf
 * @param {string} [below] what follows the id in the address of one
 * @returns {(operation: Operation, version: number) => Promise<Answer>}
 */
export function transport(address, bodyOf, below = "") {
  return async (operation, version) => {
    const { kind, id } = operation;
    const body = bodyOf(operation);
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    if (body) headers["Content-Type"] = "application/json";
    if (kind === "patch" || kind === "delete") headers["If-Match"] = `"${version}"`;
    let response;
    let json;
    try {
      response = await fetch(`${address}${id}/${kind === "restore" ? "restore/" : below}`, {
        method: METHODS[kind],
        headers,
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.timeout(PATIENCE),
        redirect: "error",
      });
      json = response.status === 204 ? null : await response.json().catch(() => null);
    } catch {
      return { result: "again", pause: null };
    }
    if (response.ok) return { result: "done", item: json && itemOf(json, operation.item.editable) };
    if (kind === "delete" && response.status === 410) return { result: "done", item: null };
    if (response.status === 401 || (response.status === 403 && json?.code === "csrf_failed")) return { result: "signed-out" };
    if (PASSING.has(response.status)) return { result: "again", pause: pauseOf(response) };
    // The answer to an earlier try was lost: what was sent is what is there.
    if (response.status === 412 && kind === "patch" && json?.current && isThere(operation.change, json.current)) {
      return { result: "done", item: itemOf(json.current, operation.item.editable) };
    }
    return { result: "refused", problem: problemOf(response.status, json, operation.item.editable) };
  };
}

/**
 * How long the server asks to be left alone, in milliseconds; null when it does not say.
 * @param {Response} response
 */
function pauseOf(response) {
  const seconds = Number(response.headers.get("Retry-After") || Number.NaN);
  return seconds >= 0 ? Math.min(seconds, 300) * 1_000 : null;
}

/** @param {unknown} value as JSON with sorted keys */
function plain(value) {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

/**
 * @param {Record<string, unknown>} change
 * @param {Record<string, unknown>} current
 */
function isThere(change, current) {
  return Object.entries(change).every(([name, value]) => plain(value) === plain(current[name]));
}

/**
 * @param {any} json a highlight as the server writes it
 * @param {boolean} editable
 * @returns {Highlight}
 */
function itemOf({ id, start, end, segments, tags, attributes, note, version }, editable) {
  return { id, start, end, segments, tags, attributes, note, version, editable };
}

/**
 * @param {number} status
 * @param {any} json problem details, or null
 * @param {boolean} editable
 * @returns {Problem}
 */
function problemOf(status, json, editable) {
  const faults = Array.isArray(json?.errors) ? json.errors.map((/** @type {any} */ fault) => fault.detail) : [];
  return {
    status,
    code: String(json?.code ?? ""),
    detail: [json?.detail ?? "", ...faults.filter((/** @type {string} */ words) => words !== json?.detail)].join(" ").trim(),
    current: status === 412 && json?.current ? itemOf(json.current, editable) : null,
    existing: json?.existing ?? (json?.code === "stale_revision" ? json : null),
  };
}
