export { deep } from "./deep";
