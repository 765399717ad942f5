// @ts-check
/** The page of the account with all keys. */

import { recordKeys } from "./lib/key-recorder.js";

recordKeys();
