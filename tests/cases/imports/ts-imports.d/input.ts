/// <reference path="globals.d.ts" />
/// <reference types="node" />
import type { Shape } from "./shape";
import { type Point, area } from "./point";
import fs = require("fs");
import Alias = Some.Namespace;
export type { Only } from "./only";
import def, * as all from "@scope/pkg/sub";
let t: import("./inline").T;
