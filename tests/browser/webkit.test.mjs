// WebKitGTK, as Debian has it: the engine of Safari and of every browser on an iPhone, on other ground.

import { without } from "./helpers.mjs";
import { startWebKit, WEBKIT_DRIVER, XVFB } from "./engines.mjs";
import { testEngine } from "./engines-checks.mjs";

testEngine("WebKitGTK", startWebKit, without(WEBKIT_DRIVER, "WebKitGTK's driver") || without(XVFB, "Xvfb"));
