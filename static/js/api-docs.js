// @ts-check
/** Shows the OpenAPI document with Swagger UI; what is tried out carries the session's CSRF token. */

const place = /** @type {HTMLElement} */ (document.getElementById("api-docs"));

/** @returns {string} the CSRF token of the session's cookie, or "" */
function csrfToken() {
  const found = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
  return found ? decodeURIComponent(found[1]) : "";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const followTheme = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", followTheme);
followTheme();

// @ts-ignore: the bundle defines it
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  /** @param {{headers: Record<string, string>}} request */
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = csrfToken();
    return request;
  },
});
