// Random deals as a small company has them: 24 fields, about 640 bytes of JSON each, names and notes
// in Polish, Romanian, Hungarian, Russian, Portuguese and German. The same ones for the same seed.
import { seeded } from "../../support/sms-texts.mjs";

/** The instant at which every filter of the benchmark is asked. */
export const NOW_MS = Date.parse("2026-11-20T12:00:00Z");
export const DAY_MS = 86_400_000;

const choice = (key, keys) => ({ key, label: key, kind: "choice", options: keys.map((k) => ({ key: k, label: k })) });
const field = (kind, ...keys) => keys.map((key) => ({ key, label: key, kind }));

export const STAGES = ["new", "contacted", "offer", "negotiation", "won", "lost"];
export const CURRENCIES = ["PLN", "RON", "HUF", "EUR"];
export const COUNTRIES = ["PL", "RO", "HU", "RU", "BR", "DE", "CZ", "SK"];
export const SOURCES = ["web", "import", "fair", "referral", "phone", "ads"];
const PLANS = ["free", "basic", "pro", "enterprise"];
const LANGUAGES = ["pl", "ro", "hu", "ru", "pt", "de"];
const USERS = Array.from({ length: 12 }, (_, index) => `u${index + 1}`);
export const TAGS = [
  "vip", "hot", "cold", "newsletter", "partner", "trial", "renewal", "upsell", "churn-risk", "invoice",
  "demo", "webinar", "fair-2026", "reseller", "b2b", "b2c", "local", "remote", "late-payer", "gdpr",
];

/** The account that the engine checks the filters against. */
export const setup = {
  account: { id: "bench", name: "Bench", zone: "Europe/Warsaw", language: "pl" },
  users: USERS.map((id) => ({ id, name: id, email: `${id}@example.com` })),
  modules: [
    {
      key: "cards",
      label: "Cards",
      fields: [
        ...field("text", "company", "city", "note", "email", "phone", "street", "website"),
        choice("currency", CURRENCIES),
        choice("country", COUNTRIES),
        choice("source", SOURCES),
        choice("plan", PLANS),
        choice("language", LANGUAGES),
        { key: "amount", label: "amount", kind: "money", currency: "PLN" },
        ...field("number", "score", "visits"),
        ...field("instant", "last_contact"),
        ...field("date", "closes"),
        ...field("yes_no", "opted_out", "is_company"),
      ],
      pipelines: [{ key: "sales", label: "Sales", stages: STAGES.map((key) => ({ key, label: key })) }],
    },
  ],
};

const FIRST = [
  "Łukasz", "Małgorzata", "Paweł", "Żaneta", "Grażyna", "Wojciech", "Ștefan", "Ștefania", "Ionuț", "Cătălin",
  "Mădălina", "Răzvan", "Ágnes", "Győző", "Zsófia", "László", "Ёлка", "Наталья", "Алексей", "João",
  "Conceição", "Jürgen", "Jörg", "Anna", "Piotr", "Maria", "Andrei", "Elena", "Gábor", "Bruno",
];
const LAST_START = [
  "Kowal", "Wiśniew", "Dąbrow", "Zieliń", "Popes", "Ștefăn", "Munte", "Ionesc", "Nagyvá", "Szőlő", "Иван",
  "Смирно", "Кузнец", "Olivei", "Gonçal", "Müll", "Schrö", "Krü", "Lewan", "Wójc", "Mazu", "Ursu", "Ciobă",
  "Ková", "Fehér", "Петро", "Соко", "Fernan", "Bäck", "Hofma",
];
const LAST_END = ["ski", "ska", "cu", "eanu", "ács", "nyi", "ов", "ова", "ra", "ves", "er", "der", "icz", "yk", "an", "escu"];
const COMPANY = ["Ploiești Trade", "Nowak i Syn", "Duna Kft.", "Север", "Sol Ltda", "Müller GmbH", "București Media", "Alfa", "Beta", "Delta"];
const CITY = ["Łódź", "Kraków", "Poznań", "Ploiești", "Iași", "Pitești", "București", "Pécs", "Győr", "Москва", "Казань", "São Paulo", "Köln", "Praha"];
const WORDS = [
  "zadzwonić", "po", "południu", "oferta", "na", "okna", "i", "drzwi", "klient", "prosi", "o", "fakturę",
  "trimite", "oferta", "mâine", "clientul", "dorește", "montaj", "până", "vineri", "este", "povești",
  "ajánlatot", "kér", "holnap", "reggel", "megrendelés", "szállítás", "перезвонить", "завтра", "клиент",
  "просит", "скидку", "договор", "ligar", "amanhã", "orçamento", "angebot", "schicken", "bitte", "später",
  "reminder", "call", "back", "price", "list", "meeting", "contract", "delivery", "invoice", "discount",
  "email", "sent", "waiting", "answer", "budget", "spring", "season", "urgent", "later",
];

/** `count` cards in the API's shape, in pieces, so that a million never exist at once. */
export function* cardPieces(count, pieceSize = 50_000) {
  const random = seeded(2026);
  for (let from = 0; from < count; from += pieceSize) {
    const size = Math.min(pieceSize, count - from);
    yield Array.from({ length: size }, (_, index) => card(from + index, random));
  }
}

function card(number, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const below = (limit) => Math.floor(random() * limit);
  const first = pick(FIRST);
  const last = pick(LAST_START) + pick(LAST_END);
  const iso = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const created = NOW_MS - below(900 * 86_400) * 1000;
  const tags = Array.from({ length: below(5) }, () => pick(TAGS));
  const values = {
    name: `${first} ${last}`,
    company: `${pick(COMPANY)} ${below(500)}`,
    city: pick(CITY),
    street: `ul. Długa ${below(200)}`,
    email: `klient${number}@example.com`,
    phone: `+486${String(10_000_000 + number)}`,
    website: `https://www.example.com/c/${number}`,
    note: note(random, pick),
    stage: pick(STAGES.slice(0, 5)),
    currency: pick(CURRENCIES),
    country: pick(COUNTRIES),
    source: pick(SOURCES),
    plan: pick(PLANS),
    language: pick(LANGUAGES),
    owner: pick(USERS),
    amount: below(1_200_000),
    score: random() < 0.15 ? null : below(101),
    visits: below(40),
    last_contact: random() < 0.2 ? null : iso(NOW_MS - below(60 * 86_400) * 1000),
    closes: random() < 0.5 ? null : iso(NOW_MS + below(120) * DAY_MS).slice(0, 10),
    opted_out: random() < 0.1,
    is_company: random() < 0.4,
    tags: [...new Set(tags)].sort(),
  };
  return { id: `card-${number}`, module: "cards", version: 1, created: iso(created), updated: iso(created + below(1000) * 1000), values };
}

/** About 85 bytes; one in eleven holds a word with "ște", one in five with "ști". */
function note(random, pick) {
  let text = pick(WORDS);
  const length = 30 + Math.floor(random() * 85);
  while (text.length < length) {
    const word = pick(WORDS);
    if ((word === "dorește" || word === "povești") && random() < 0.25) continue;
    text += ` ${random() < 0.08 ? word.toUpperCase() : word}`;
  }
  return text;
}

/** The bytes that an API would answer with. */
export function apiBytes(cards) {
  return new TextEncoder().encode(JSON.stringify({ records: cards }));
}

/** What the rivals filter: the values beside the id, instants as numbers, which is best for them. */
export function plain(record) {
  const { id, created, values } = record;
  const last = values.last_contact;
  return { id, created: Date.parse(created), ...values, last_contact: last === null ? null : Date.parse(last) };
}
