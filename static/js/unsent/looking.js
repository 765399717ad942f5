// @ts-check
/** On every page: is there work of this person that the server does not have yet, and that no open tab sends? */

import { theVault } from "../lib/vault.js";
import { takeOver } from "./leftovers.js";

const EVERY = 30_000;

async function look() {
  const vault = theVault();
  if (!vault || !(await vault.all()).length) return;
  await takeOver(vault);
}

if (theVault()) {
  // The article page first takes what is its own.
  const workbench = document.querySelector("[data-workbench]");
  if (!workbench) void look();
  document.addEventListener("claimdesk:workbench", () => void look());
  window.addEventListener("online", () => void look());
  setInterval(() => void look(), EVERY);
}
