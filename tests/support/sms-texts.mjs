// Random SMS texts as clients get them, the same ones for the same seed.

/** Letters by language; the marked ones apart, so that a text may do without. */
const LANGUAGES = {
  pl: { plain: "aaeeioozznrswcytkdpmulj", marked: "ąćęłńóśźżŁŚŻ" },
  ro: { plain: "eeaaiirntuclsopdmvgbfzh", marked: "ăâîșțȘȚşţ" },
  hu: { plain: "eeaatlnskorizgmdybvhjuéöüÉÖÜ", marked: "áíóőúűÁÍŐŰ" },
  ru: { plain: "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё", marked: "ОПРСТ" },
  en: { plain: "eettaaooiinnsshhrrdlcumwfgypbvk", marked: "ñèàùÇßåøæΔΩ" },
};
const EXTENSION = ["€", "[", "]", "{", "}", "~", "^", "|", "\\", "\f"];
const EMOJI = ["😀", "👍", "❤️", "👋🏽", "👩‍👩‍👧‍👦", "🇵🇱", "🇭🇺", "☎️", "1️⃣", "🏳️‍🌈", "👨🏿‍💻"];
const ODD = ["\n", "\r\n", "„", "”", "–", "…", "\u00a0", "\u200b", "`", "\t", "e\u0301", "s\u0326"];
const WORDS_END = [" ", " ", " ", ", ", ". ", "! ", ": ", "-", "/", " 24,90 ", "@"];

/** Lengths at which something happens, in units; texts are made to end near them. */
const EDGES = [20, 67, 70, 134, 153, 160, 201, 306];

/** mulberry32: small, and the same on every machine. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` texts, the languages in turn. */
export function* randomTexts(count, seed) {
  const random = seeded(seed);
  const names = Object.keys(LANGUAGES);
  for (let index = 0; index < count; index += 1) {
    const language = names[index % names.length];
    yield { language, text: randomText(language, random) };
  }
}

function randomText(language, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const { plain, marked } = LANGUAGES[language];
  // Some texts have many of a kind, most have few, some none: else all would be UCS-2.
  const share = () => pick([0, 0, 0, 0.01, 0.05, 0.3]);
  const shares = { marked: share(), extension: share(), emoji: share() };
  const odd = pick([0, 0, 0, 0, 0.02]);
  const length = Math.max(1, pick(EDGES) + Math.floor(random() * 9) - 4);
  let text = "";
  while (text.length < length) {
    const roll = random();
    if (roll < shares.marked) text += pick(marked);
    else if (roll < shares.marked + shares.extension) text += pick(EXTENSION);
    else if (roll < shares.marked + shares.extension + shares.emoji) text += pick(EMOJI);
    else if (roll > 1 - odd) text += pick(ODD);
    else if (random() < 0.15) text += pick(WORDS_END);
    else text += pick(plain);
  }
  return text;
}
