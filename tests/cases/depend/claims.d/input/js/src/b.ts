import type { T } from "typed";
export const x: T = 1;
