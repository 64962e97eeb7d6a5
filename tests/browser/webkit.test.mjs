// WebKitGTK by way of its own small browser.

import { without } from "./helpers.mjs";
import { MINI_BROWSER, startWebKit, WEBKIT_DRIVER } from "./engines.mjs";
import { testEngine } from "./engines-checks.mjs";

testEngine("WebKit", startWebKit, without(WEBKIT_DRIVER, "WebKitWebDriver") || without(MINI_BROWSER, "MiniBrowser"));
