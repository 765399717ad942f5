// @ts-check
/** One operation on a relation, one request; see `../transport.js`, which does the same for highlights. */

import { csrfToken } from "../../lib/csrf.js";

/** @typedef {import("./shapes.js").Relation} Relation */
/** @typedef {import("./shapes.js").RelationOperation} Operation */
/** @typedef {import("./shapes.js").RelationProblem} Problem */
/** @typedef {{result: "done", item: Relation | null} | {result: "again", pause: null} | {result: "signed-out"} | {result: "refused", problem: Problem}} Answer */

const PATIENCE = 20_000;
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504, 507]);
/** An end was deleted on the way: when it comes back, this goes on. */
const WAITING_FOR_ENDS = new Set(["hidden", "unknown_highlight"]);

const METHODS = { put: "PUT", patch: "PATCH", delete: "DELETE", restore: "POST" };

/**
 * What an operation sends.
 * @param {Operation} operation
 */
export function relationBody({ kind, item: { type, from, to, attributes }, change }) {
  return { put: { type, from, to, attributes }, patch: change, delete: null, restore: {} }[kind];
}

/**
 * @param {string} url of the project's relations
 * @param {(relation: Relation) => boolean} hasEnds whether both its highlights are there, as the page knows it
 * @returns {(operation: Operation, version: number) => Promise<Answer>}
 */
export function relationTransport(url, hasEnds) {
  return async (operation, version) => {
    const { kind, id, item } = operation;
    const body = relationBody(operation);
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    if (body) headers["Content-Type"] = "application/json";
    if (kind === "patch" || kind === "delete") headers["If-Match"] = `"${version}"`;
    let response;
    let json;
    try {
      response = await fetch(`${url}${id}/${kind === "restore" ? "restore/" : ""}`, {
        method: METHODS[kind],
        headers,
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
        redirect: "error",
      });
      json = response.status === 204 ? null : await response.json().catch(() => null);
    } catch {
      return { result: "again", pause: null };
    }
    if (response.status === 401 || (response.status === 403 && json?.code === "csrf_failed")) return { result: "signed-out" };
    if (response.ok) return { result: "done", item: json && relationOf(json, item) };
    const problem = problemOf(response.status, json, item);
    if (PASSING.has(response.status)) return { result: "again", pause: null };
    if (WAITING_FOR_ENDS.has(problem.code) && !hasEnds(item)) return { result: "again", pause: null };
    if (kind === "delete" && problem.code === "deleted") return { result: "done", item: null };
    return { result: "refused", problem };
  };
}

/**
 * @param {any} json a relation as the server writes it
 * @param {Relation} known
 * @returns {Relation}
 */
function relationOf({ id, type, from, to, attributes, version }, { editable, by }) {
  return { id, type, from, to, attributes, version, editable, ...(by ? { by } : {}) };
}

/**
 * @param {number} status
 * @param {any} json problem details, or null
 * @param {Relation} known
 * @returns {Problem}
 */
function problemOf(status, json, known) {
  const faults = Array.isArray(json?.errors) ? json.errors : [];
  const words = faults.map((/** @type {any} */ fault) => fault.detail);
  return {
    status,
    code: String(json?.code ?? faults[0]?.code ?? ""),
    detail: [json?.detail ?? "", ...words.filter((/** @type {string} */ said) => said !== json?.detail)].join(" ").trim(),
    current: status === 412 && json?.current ? relationOf(json.current, known) : null,
  };
}
