import used from "used/deep";
import missing from "missing";
import fs from "fs";
import type { T } from "typed";
if (x) {
  require("maybe");
}
