// Firefox ESR, as Debian has it.

import { without } from "./helpers.mjs";
import { FIREFOX, startFirefox } from "./engines.mjs";
import { testEngine } from "./engines-checks.mjs";

testEngine("Firefox", startFirefox, without(FIREFOX, "Firefox ESR"));
