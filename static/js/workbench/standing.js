// @ts-check
/** Says when the article or the project is not any more what the page was opened on, and what can be done then. */

/** @typedef {import("./types.js").ArticleStanding} ArticleStanding */
/** @typedef {import("./types.js").ProjectStanding} ProjectStanding */

export class Standing {
  /**
   * @param {{setup: import("./types.js").Setup, editor: import("./editor.js").Editor,
   *   vault: import("../lib/vault.js").Vault | null, status: import("./status.js").Status,
   *   guidelines: import("./guidelines.js").Guidelines}} parts
   */
  constructor({ setup, editor, vault, status, guidelines }) {
    this.opened = setup.standing;
    this.article = setup.standing.article;
    this.project = setup.standing.project;
    this.editor = editor;
    this.vault = vault;
    this.status = status;
    this.guidelines = guidelines;
    this.panel = /** @type {HTMLElement} */ (document.querySelector("[data-standing]"));
    this.panel.querySelector("[data-standing-close]")?.addEventListener("click", () => this.#close());
    this.panel.querySelector("[data-move-on]")?.addEventListener("click", () => void this.#moveOn());
  }

  /** @param {ArticleStanding} article */
  hearArticle(article) {
    if (article.article !== this.article.article) return;
    this.article = article;
    this.#show();
  }

  /** @param {ProjectStanding} project */
  hearProject(project) {
    if (project.guidelines !== this.project.guidelines) this.guidelines.published(project.guidelines);
    this.project = project;
    this.#show();
  }

  /** @returns {string[]} what is to be said, by the names that the lines of the panel have */
  #said() {
    if (this.article.deleted) return ["deleted"];
    const revised = this.article.revision !== this.opened.article.revision;
    const archived = this.project.archived && !this.opened.project.archived;
    const putAway = this.article.archived && !this.opened.article.archived;
    return [...(revised ? ["revised"] : []), ...(archived ? ["archived"] : []), ...(putAway ? ["put-away"] : [])];
  }

  #show() {
    const said = this.#said();
    const lines = /** @type {HTMLElement[]} */ ([...this.panel.querySelectorAll("[data-now]")]);
    const shown = (/** @type {HTMLElement} */ line) => said.includes(line.dataset.now ?? "");
    const fresh = lines.filter((line) => shown(line) && line.hidden);
    for (const line of lines) line.hidden = !shown(line);
    if (fresh.length) this.panel.hidden = false;
    else if (!said.length) this.#close();
    const words = fresh.map((line) => line.querySelector("[data-now-words]")?.textContent ?? "");
    if (words.length) this.status.read(words.join(" "));
  }

  #close() {
    if (this.panel.contains(document.activeElement)) this.status.home.focus({ preventScroll: true });
    this.panel.hidden = true;
  }

  /** To the newer text: what is not sent yet waits in the vault, and the page that comes sends it or asks where it goes. */
  async #moveOn() {
    this.editor.flush();
    await this.vault?.written();
    location.reload();
  }
}
