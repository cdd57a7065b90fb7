/* Loaded by every page; each module finds its own elements and does nothing where there are none. */
import { enhanceConfirmations, enhanceDialogs } from "./dialogs.js";
import { enhanceMenus } from "./menus.js";
import { enhanceReading } from "./reading.js";

document.documentElement.dataset.enhanced = "";
enhanceMenus();
enhanceReading();
enhanceDialogs();
enhanceConfirmations();
// Not where the style guide shows one: that page is not about an error.
document.querySelector("[data-error-summary]:not(.specimen *)")?.focus();
