/** Line icons, 24 × 24, drawn in the text's colour. */

import { svg, html, type TemplateResult, type SVGTemplateResult } from "lit";

const paths = {
  records: svg`<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M3 10h18M9 10v10"/>`,
  template: svg`<path d="M5 3h9l5 5v13H5z"/><path d="M14 3v5h5M9 13h6M9 17h4"/>`,
  sequence: svg`<circle cx="5" cy="6" r="2"/><circle cx="5" cy="18" r="2"/><path d="M5 8v8M11 6h9M11 12h9M11 18h9"/>`,
  plan: svg`<rect x="3" y="5" width="18" height="16" rx="2"/><path d="M3 10h18M8 3v4M16 3v4M8 15h3"/>`,
  log: svg`<path d="M4 6h16M4 12h16M4 18h10"/>`,
  mailbox: svg`<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m4 7 8 6 8-6"/>`,
  inbox: svg`<path d="M4 5h16v14H4z"/><path d="M4 13h5l1 3h4l1-3h5"/>`,
  sms: svg`<path d="M4 5h16v11H10l-4 4v-4H4z"/><path d="M8 10h8"/>`,
  task: svg`<rect x="4" y="4" width="16" height="16" rx="3"/><path d="m8 12 3 3 5-6"/>`,
  settings: svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10"/><circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>`,
  user: svg`<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0 1 16 0"/>`,
  add: svg`<path d="M12 5v14M5 12h14"/>`,
  remove: svg`<path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13"/>`,
  up: svg`<path d="m6 14 6-6 6 6"/>`,
  down: svg`<path d="m6 10 6 6 6-6"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  check: svg`<path d="m5 13 4 4L19 7"/>`,
  warn: svg`<path d="M12 4 2.5 20h19zM12 10v4M12 17v.5"/>`,
  edit: svg`<path d="M4 20h4L19 9l-4-4L4 16z"/><path d="M13 7l4 4"/>`,
  lock: svg`<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.5"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  drag: svg`<path d="M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01"/>`,
  play: svg`<path d="M7 5v14l11-7z"/>`,
  bell: svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4"/>`,
  pause: svg`<path d="M8 5v14M16 5v14"/>`,
  refresh: svg`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6"/>`,
  integration: svg`<path d="M9 3v5M15 3v5M6 8h12v3a6 6 0 0 1-12 0zM12 17v4"/>`,
  download: svg`<path d="M12 4v12M7 11l5 5 5-5M4 20h16"/>`,
  upload: svg`<path d="M12 16V4M7 9l5-5 5 5M4 20h16"/>`,
  copy: svg`<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 8V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3"/>`,
  lists: svg`<path d="M10 6h11M10 12h11M10 18h11M3 6l1.5 1.5L7 5M3 12l1.5 1.5L7 11M3 18l1.5 1.5L7 17"/>`,
  pencil: svg`<path d="M4 20h4L19 9l-4-4L4 16z"/><path d="m13 7 4 4"/>`,
  forward: svg`<path d="M4 12h15M13 6l6 6-6 6"/>`,
  tag: svg`<path d="M4 4h8l8 8-8 8-8-8z"/><circle cx="8.5" cy="8.5" r="1"/>`,
  webhook: svg`<path d="M9 8 4 12l5 4M15 8l5 4-5 4M13 5l-2 14"/>`,
  branch: svg`<circle cx="6" cy="5" r="2"/><circle cx="6" cy="19" r="2"/><circle cx="18" cy="8" r="2"/><path d="M6 7v10M18 10c0 4-6 3-11 6"/>`,
  flag: svg`<path d="M6 21V4h11l-2 4 2 4H6"/>`,
  board: svg`<rect x="3" y="4" width="5" height="16" rx="1"/><rect x="10" y="4" width="5" height="11" rx="1"/><rect x="17" y="4" width="4" height="8" rx="1"/>`,
  question: svg`<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .9-1 1.7M12 16.5v.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof paths;

/** A decorative icon; the text beside it says what it means. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths[name]}</svg>`;
}
