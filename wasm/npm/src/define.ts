/**
 * Registers the custom elements: one script tag embeds them all.
 * Loading it twice, or beside another copy, is harmless.
 */

import { ForecastElement } from "./elements/forecast.js";
import { FilterPreviewElement } from "./elements/filter-preview.js";
import { SmsCounterElement } from "./elements/sms-counter.js";
import { TimelineElement } from "./elements/timeline.js";

const elements: Record<string, CustomElementConstructor> = {
  "relance-filter-preview": FilterPreviewElement,
  "relance-sms-counter": SmsCounterElement,
  "relance-timeline": TimelineElement,
  "relance-forecast": ForecastElement,
};

for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}
