import used from "used/deep";
import missing from "missing";
import fs from "fs";
if (x) {
  require("maybe");
}
