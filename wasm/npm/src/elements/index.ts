/** The element classes without registering them; `define` registers them under their own names. */

export { ForecastElement } from "./forecast.js";
export { FilterPreviewElement } from "./filter-preview.js";
export { SmsCounterElement } from "./sms-counter.js";
export { TimelineElement } from "./timeline.js";
export type { Texts } from "./texts.js";
