// What the sample account is made of: names, towns and remarks in the five languages of the product.
//
// Names are common ones of each country, put together at random; nobody in particular is meant.

/** Numbers look real and lead nowhere: the digits behind the country code are no operator's block of
 *  subscribers that we know of, and messages of the sample stay on this machine (provider `capture`). */
export const COUNTRIES = [
  {
    language: "pl",
    zone: "Europe/Warsaw",
    share: 46,
    phone: (counter) => `+485550${digits(counter, 5)}`,
    first: {
      f: ["Anna", "Agnieszka", "Małgorzata", "Łucja", "Żaneta", "Elżbieta", "Joanna", "Bożena", "Zofia", "Kinga", "Świętosława", "Jadwiga"],
      m: ["Jan", "Paweł", "Michał", "Łukasz", "Rafał", "Stanisław", "Grzegorz", "Wojciech", "Zdzisław", "Kamil", "Józef", "Święcimir"],
    },
    last: {
      f: ["Nowak", "Kowalska", "Wiśniewska", "Wójcik", "Kamińska", "Zielińska", "Dąbrowska", "Żak", "Krawczyk", "Błaszczyk", "Gołębiowska", "Mróz"],
      m: ["Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kamiński", "Zieliński", "Dąbrowski", "Żak", "Krawczyk", "Błaszczyk", "Gołębiowski", "Mróz"],
    },
    cities: ["Warszawa", "Kraków", "Łódź", "Wrocław", "Poznań", "Gdańsk", "Rzeszów", "Białystok", "Częstochowa", "Zielona Góra"],
    companies: ["Meble Gołębiowski", "Stolarnia Żak", "Piekarnia Pod Dębem", "Kwiaciarnia Róża", "Auto-Części Mróz", "Hurtownia Łąka"],
    notes: [
      "Prosi o telefon po 16:00.",
      "Wysłano ofertę, czeka na decyzję męża.",
      "Zainteresowany dębem, nie sosną.",
      "Dzwonić dopiero po świętach Bożego Narodzenia.",
      "Reklamacja załatwiona, klientka zadowolona 😊",
      "Pyta o rabat przy zamówieniu > 3 szt.",
    ],
    kitchens: ["Kuchnia dębowa", "Szafa na wymiar", "Stół jesionowy", "Łóżko małżeńskie", "Regał do biura"],
  },
  {
    language: "ro",
    zone: "Europe/Bucharest",
    share: 18,
    phone: (counter) => `+407005${digits(counter, 5)}`,
    first: {
      f: ["Ana", "Ioana", "Ștefania", "Ruxandra", "Mădălina", "Țâra", "Elena", "Crăița"],
      m: ["Ștefan", "Ion", "Mihăiță", "Răzvan", "Andrei", "Costică", "Țuțu", "Vlăduț"],
    },
    last: {
      f: ["Popescu", "Ionescu", "Bălan", "Țurcanu", "Știrbu", "Munteanu", "Grigoraș"],
      m: ["Popescu", "Ionescu", "Bălan", "Țurcanu", "Știrbu", "Munteanu", "Grigoraș"],
    },
    cities: ["București", "Cluj-Napoca", "Timișoara", "Iași", "Brașov", "Constanța", "Târgu Mureș"],
    companies: ["Tâmplăria Bălan", "Mobilă și Casă", "Brutăria Știrbu"],
    notes: [
      "Așteaptă oferta până vineri.",
      "A cerut reducere pentru două bucăți.",
      "Îl sunăm după Paști.",
      "Livrare la țară, drum greu.",
    ],
    kitchens: ["Bucătărie din stejar", "Dulap la comandă", "Masă din frasin"],
  },
  {
    language: "hu",
    zone: "Europe/Budapest",
    share: 14,
    phone: (counter) => `+362050${digits(counter, 5)}`,
    first: {
      f: ["Zsófia", "Erzsébet", "Ágnes", "Réka", "Boglárka", "Tünde", "Ildikó"],
      m: ["László", "Gergő", "Árpád", "Zoltán", "Győző", "Szabolcs", "Ödön"],
    },
    last: {
      f: ["Kovács", "Szabó", "Tóth", "Kőszegi", "Szűcs", "Fehér", "Győri"],
      m: ["Kovács", "Szabó", "Tóth", "Kőszegi", "Szűcs", "Fehér", "Győri"],
    },
    cities: ["Budapest", "Győr", "Pécs", "Szeged", "Debrecen", "Székesfehérvár", "Kőszeg"],
    companies: ["Tölgy Bútor", "Szűcs Asztalos", "Győri Pékség"],
    notes: ["Jövő héten visszahívást kér.", "Az ajánlat túl drága volt.", "Csak délelőtt hívható.", "Tölgyfát szeretne, őszi szállítással."],
    kitchens: ["Tölgyfa konyha", "Beépített szekrény", "Étkezőasztal"],
  },
  {
    language: "ru",
    zone: "Europe/Moscow",
    share: 12,
    phone: (counter) => `+790055${digits(counter, 5)}`,
    first: {
      f: ["Анна", "Ольга", "Екатерина", "Юлия", "Фёкла", "Наталья", "Любовь"],
      m: ["Иван", "Сергей", "Пётр", "Алексей", "Юрий", "Фёдор", "Дмитрий"],
    },
    last: {
      f: ["Иванова", "Смирнова", "Кузнецова", "Соловьёва", "Щербакова", "Королёва", "Цветкова"],
      m: ["Иванов", "Смирнов", "Кузнецов", "Соловьёв", "Щербаков", "Королёв", "Цветков"],
    },
    cities: ["Москва", "Санкт-Петербург", "Казань", "Калининград", "Нижний Новгород"],
    companies: ["Мебель Соловьёва", "Цветы Королёва", "Столярная мастерская"],
    notes: ["Просит перезвонить в понедельник.", "Ждёт счёт на оплату.", "Интересуется доставкой в Казань.", "Договор подписан, ждём предоплату."],
    kitchens: ["Кухня из дуба", "Шкаф на заказ", "Обеденный стол"],
  },
  {
    language: "en",
    zone: "Europe/London",
    share: 10,
    // Ofcom sets 7700 900000 to 900999 aside for fiction; a Polish number stands beyond that.
    phone: (counter) => (counter < 1000 ? `+447700900${digits(counter, 3)}` : `+485551${digits(counter, 5)}`),
    first: {
      f: ["Grace", "Emily", "Zoë", "Chloë", "Siobhán", "Olivia"],
      m: ["Oliver", "George", "Seán", "Noël", "Harry", "Björn"],
    },
    last: {
      f: ["Smith", "O'Neill", "Brontë", "Fitzgerald-Jones", "Taylor"],
      m: ["Smith", "O'Neill", "Brontë", "Fitzgerald-Jones", "Taylor"],
    },
    cities: ["London", "Leeds", "Cardiff", "Belfast"],
    companies: ["Oak & Sons", "The \"Quiet\" Bakery", "Taylor Interiors"],
    notes: ["Asked for a call after 5 pm.", "Budget < 2000, wants oak.", "Offer sent; comparing with <two> others.", "Happy with the last order."],
    kitchens: ["Oak kitchen", "Fitted wardrobe", "Ash table"],
  },
];

/** The colleagues. The last one has left, which is what a fallback is for. */
export const USERS = [
  { id: "u_1", name: "Ewa Dąbrowska", email: "ewa.dabrowska@meble.example", is_active: true },
  { id: "u_2", name: "Ștefan Munteanu", email: "stefan.munteanu@meble.example", is_active: true },
  { id: "u_3", name: "Zsófia Kőszegi", email: "zsofia.koszegi@meble.example", is_active: true },
  { id: "u_4", name: "Юлия Соловьёва", email: "yuliya.solovyova@meble.example", is_active: true },
  { id: "u_5", name: "Łukasz Żak", email: "lukasz.zak@meble.example", is_active: false },
];

const CYRILLIC = {
  а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n",
  о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "shch", ъ: "", ы: "y",
  ь: "", э: "e", ю: "yu", я: "ya",
};

/** A name as it stands in an address: `Łucja Żak` becomes `lucja`, `zak`. */
export function latin(name) {
  const bare = name.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l");
  return [...bare].map((letter) => CYRILLIC[letter] ?? letter).join("").replace(/[^a-z0-9]+/g, "");
}

function digits(number, width) {
  return String(number % 10 ** width).padStart(width, "0");
}
