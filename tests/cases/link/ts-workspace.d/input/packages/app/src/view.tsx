import type { State } from "./main";
export interface Props { state: State }
