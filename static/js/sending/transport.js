// @ts-check
/** One operation, one request. What the answer means for the operation is told here and nowhere else. */

import { csrfToken } from "../lib/csrf.js";
import { plain } from "../lib/same.js";
import { sortOf } from "./sorts.js";

/** @typedef {import("./types.js").Operation<any>} Operation */
/** @typedef {import("./types.js").Answer<any>} Answer */

const PATIENCE = 20_000;
const LONGEST_ASKED = 300;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 507]);

const METHODS = { put: "PUT", patch: "PATCH", delete: "DELETE", restore: "POST" };

/**
 * @param {string} address of the collection
 * @param {(operation: Operation) => unknown} bodyOf
 * @returns {import("./types.js").Send<any>}
 */
export function transport(address, bodyOf) {
  return async (operation, version) => {
    let response;
    let json;
    try {
      response = await ask(address, operation, bodyOf(operation), version);
      json = response.status === 204 ? null : await response.json().catch(() => null);
    } catch {
      return { result: "again", pause: null };
    }
    return answerOf(sortOf(address), operation, response, json);
  };
}

/**
 * @param {string} address
 * @param {Operation} operation
 * @param {unknown} body
 * @param {number} version
 */
function ask(address, { kind, id }, body, version) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  if (body) headers["Content-Type"] = "application/json";
  if (kind === "patch" || kind === "delete") headers["If-Match"] = `"${version}"`;
  return fetch(`${address}${id}/${kind === "restore" ? "restore/" : sortOf(address).below}`, {
    method: METHODS[kind],
    headers,
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(PATIENCE),
    redirect: "error",
  });
}

/**
 * @param {import("./sorts.js").Sort} sort
 * @param {Operation} operation
 * @param {Response} response
 * @param {any} json
 * @returns {Answer}
 */
function answerOf(sort, operation, response, json) {
  const { kind, item } = operation;
  const { status } = response;
  if (response.ok) return { result: "done", item: json && sort.itemOf(json, item) };
  if (status === 401 || (status === 403 && json?.code === "csrf_failed")) return { result: "signed-out" };
  if (PASSING.has(status)) return { result: "again", pause: pauseOf(response) };
  const problem = problemOf(status, json);
  if (sort.isMoot(kind, problem)) return { result: "done", item: kind === "put" ? item : null };
  if (!problem.current) return { result: "refused", problem };
  const current = sort.itemOf(problem.current, item);
  // The answer to an earlier try was lost: what was sent is what is there. (What was made or deleted already is answered
  // as such, under the same id.)
  if (kind === "patch" && isThere(operation.change, problem.current)) return { result: "done", item: current };
  return { result: "refused", problem: { ...problem, current } };
}

/**
 * @param {Record<string, unknown>} change
 * @param {Record<string, unknown>} current
 */
function isThere(change, current) {
  return Object.entries(change).every(([name, value]) => plain(value) === plain(current[name]));
}

/**
 * How long the server asks to be left alone, in milliseconds; null when it does not say.
 * @param {Response} response
 */
function pauseOf(response) {
  const seconds = Number(response.headers.get("Retry-After") || Number.NaN);
  return seconds >= 0 ? Math.min(seconds, LONGEST_ASKED) * 1_000 : null;
}

/**
 * @param {number} status
 * @param {any} json problem details, or null
 * @returns {import("./types.js").Problem<any>}
 */
function problemOf(status, json) {
  const faults = Array.isArray(json?.errors) ? json.errors : [];
  const words = faults.map((/** @type {any} */ fault) => fault.detail);
  return {
    status,
    code: String(json?.code ?? faults[0]?.code ?? ""),
    detail: [json?.detail ?? "", ...words.filter((/** @type {string} */ said) => said !== json?.detail)].join(" ").trim(),
    current: (status === 412 && json?.current) || null,
    existing: json?.existing ?? (json?.code === "stale_revision" ? json : null),
  };
}
