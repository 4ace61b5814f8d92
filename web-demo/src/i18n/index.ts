/**
 * Texts by key, in five languages; numbers, dates and money by the reader's language. A language is a
 * folder, an area of the console a file in it: what adds a screen adds one file to each language.
 */

import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import en from "./en";

export const LANGUAGES = { en: "English", pl: "Polski", ro: "Română", hu: "Magyar", ru: "Русский" };
export type Language = keyof typeof LANGUAGES;

const catalogues: Record<Exclude<Language, "en">, () => Promise<{ default: string }>> = {
  pl: () => import("./pl"),
  ro: () => import("./ro"),
  hu: () => import("./hu"),
  ru: () => import("./ru"),
};

/** Numbers and dates of English are written as in Europe, where the product is used. */
const locale = (): string => (language === "en" ? "en-GB" : language);

const english = bundleOf("en", en);
let current = english;
let language: Language = "en";
let zone = "UTC";

function bundleOf(locale: string, source: string): FluentBundle {
  const bundle = new FluentBundle(locale, { useIsolating: false });
  bundle.addResource(new FluentResource(source));
  return bundle;
}

export function currentLanguage(): Language {
  return language;
}

/** Loads a catalogue; texts that it lacks come from English. */
export async function setLanguage(next: Language): Promise<void> {
  current = next === "en" ? english : bundleOf(next, (await catalogues[next]()).default);
  language = next;
  document.documentElement.lang = next;
}

/** The zone in which instants are shown: the account's. */
export function setZone(name: string): void {
  zone = name;
}

export function currentZone(): string {
  return zone;
}

/** The text of a key. A key without a text shows itself, so that it is found. */
export function t(key: string, args?: Record<string, FluentVariable>): string {
  for (const bundle of [current, english]) {
    const pattern = bundle.getMessage(key)?.value;
    if (pattern) return bundle.formatPattern(pattern, args ?? null);
  }
  return key;
}

/** Whether there is a text of this key. */
export function has(key: string): boolean {
  return Boolean(current.getMessage(key)?.value ?? english.getMessage(key)?.value);
}

export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale(), options).format(value);
}

/** Money in millionths of the currency. */
export function micros(value: number, currency: string): string {
  return number(value / 1e6, { style: "currency", currency });
}

/** Money in minor units of a currency. */
export function minor(value: number, currency: string): string {
  return number(value / 10 ** decimalsOf(currency), { style: "currency", currency });
}

/** How many digits a currency has after the point, the same in every language. */
export function decimalsOf(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** `Mon 2 Mar 2026, 09:00` in the account's zone. */
export function instant(iso: string, options?: Intl.DateTimeFormatOptions): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    ...(options ?? {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
  }).format(at);
}

/** `2 Mar 2026` of a date without a zone. */
export function date(day: string, options?: Intl.DateTimeFormatOptions): string {
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  const shown = options ?? { day: "numeric", month: "short", year: "numeric" };
  return new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...shown }).format(at);
}

/** Units: ms. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** What clocks of the account's zone show at an instant, as a field of date and time holds it. */
export function localOf(iso: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(new Date(iso));
  return parts.replace(" ", "T");
}

/**
 * The instant at which clocks of the account's zone show this; the inverse of `localOf`. An hour that they
 * show twice, in autumn, is the first of the two; one that they leave out, in spring, moves on by the gap (D4).
 */
export function instantOf(local: string): string {
  const wanted = Date.parse(`${local}Z`);
  // The zone's offsets before and after whatever change of the clocks may lie near.
  const offset = (at: number) => Date.parse(`${localOf(new Date(at).toISOString())}Z`) - at;
  const [before, after] = [offset(wanted - DAY_MS), offset(wanted + DAY_MS)];
  const shown = [wanted - before, wanted - after].sort((a, b) => a - b);
  const fitting = shown.find((at) => localOf(new Date(at).toISOString()) === local);
  return new Date(fitting ?? wanted - before).toISOString();
}
