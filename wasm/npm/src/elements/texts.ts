/** The elements' own words, in five languages. Sentences with numbers are written without plurals. */

export interface Texts {
  message: string;
  units: string;
  parts: string;
  alphabet: string;
  left: string;
  offending: string;
  offer: string;
  offer_saves: string;
  apply: string;
  cost_all: string;
  table: string;
  date: string;
  when: string;
  what: string;
  emails: string;
  sms: string;
  tasks: string;
  dropped: string;
  skipped: string;
  cost: string;
  nothing: string;
  will_not_be_sent: string;
  entered: string;
  left_filter: string;
  sent: string;
  task_created: string;
  finished: string;
  filter: string;
  matching: string;
  of: string;
  name: string;
  chart: string;
}

const en: Texts = {
  message: "Message",
  units: "Units",
  parts: "Parts",
  alphabet: "Alphabet",
  left: "left in this part",
  offending: "These characters make the message dearer",
  offer: "Cheaper with",
  offer_saves: "parts saved:",
  apply: "Replace them",
  cost_all: "Cost for all recipients",
  table: "Show as a table",
  date: "Date",
  when: "When",
  what: "What",
  emails: "E-mails",
  sms: "SMS",
  tasks: "Tasks",
  dropped: "Lost at night",
  skipped: "Passed over",
  cost: "Cost",
  nothing: "Nothing is planned.",
  will_not_be_sent: "will not be sent",
  entered: "enters",
  left_filter: "leaves",
  sent: "is sent",
  task_created: "task is created",
  finished: "ends",
  filter: "Filter",
  matching: "match",
  of: "of",
  name: "Name",
  chart: "What is planned, day by day",
};

const pl: Texts = {
  message: "Wiadomość",
  units: "Znaki",
  parts: "Części",
  alphabet: "Alfabet",
  left: "zostało w tej części",
  offending: "Te znaki podnoszą koszt wiadomości",
  offer: "Taniej z",
  offer_saves: "zaoszczędzone części:",
  apply: "Zamień je",
  cost_all: "Koszt dla wszystkich odbiorców",
  table: "Pokaż jako tabelę",
  date: "Data",
  when: "Kiedy",
  what: "Co",
  emails: "E-maile",
  sms: "SMS-y",
  tasks: "Zadania",
  dropped: "Utracone w nocy",
  skipped: "Pominięte",
  cost: "Koszt",
  nothing: "Nic nie jest zaplanowane.",
  will_not_be_sent: "nie zostanie wysłany",
  entered: "wchodzi",
  left_filter: "wychodzi",
  sent: "wysyłka",
  task_created: "powstaje zadanie",
  finished: "koniec",
  filter: "Filtr",
  matching: "pasuje",
  of: "z",
  name: "Nazwa",
  chart: "Co jest zaplanowane, dzień po dniu",
};

const ro: Texts = {
  message: "Mesaj",
  units: "Unități",
  parts: "Părți",
  alphabet: "Alfabet",
  left: "rămase în această parte",
  offending: "Aceste caractere scumpesc mesajul",
  offer: "Mai ieftin cu",
  offer_saves: "părți economisite:",
  apply: "Înlocuiește",
  cost_all: "Cost pentru toți destinatarii",
  table: "Arată ca tabel",
  date: "Data",
  when: "Când",
  what: "Ce",
  emails: "E-mailuri",
  sms: "SMS-uri",
  tasks: "Sarcini",
  dropped: "Pierdute noaptea",
  skipped: "Sărite",
  cost: "Cost",
  nothing: "Nu este nimic planificat.",
  will_not_be_sent: "nu va fi trimis",
  entered: "intră",
  left_filter: "iese",
  sent: "se trimite",
  task_created: "se creează sarcina",
  finished: "se termină",
  filter: "Filtru",
  matching: "se potrivesc",
  of: "din",
  name: "Nume",
  chart: "Ce este planificat, zi de zi",
};

const hu: Texts = {
  message: "Üzenet",
  units: "Egység",
  parts: "Rész",
  alphabet: "Ábécé",
  left: "maradt ebben a részben",
  offending: "Ezek a karakterek drágítják az üzenetet",
  offer: "Olcsóbb így",
  offer_saves: "megtakarított részek:",
  apply: "Cserélje ki",
  cost_all: "Költség minden címzettre",
  table: "Megjelenítés táblázatként",
  date: "Dátum",
  when: "Mikor",
  what: "Mi",
  emails: "E-mail",
  sms: "SMS",
  tasks: "Feladat",
  dropped: "Éjjel elveszett",
  skipped: "Kihagyva",
  cost: "Költség",
  nothing: "Nincs tervezett esemény.",
  will_not_be_sent: "nem megy ki",
  entered: "belép",
  left_filter: "kilép",
  sent: "kiküldés",
  task_created: "feladat jön létre",
  finished: "vége",
  filter: "Szűrő",
  matching: "egyezik",
  of: "/",
  name: "Név",
  chart: "A tervezett események naponta",
};

const ru: Texts = {
  message: "Сообщение",
  units: "Знаки",
  parts: "Части",
  alphabet: "Алфавит",
  left: "осталось в этой части",
  offending: "Эти символы удорожают сообщение",
  offer: "Дешевле с",
  offer_saves: "сэкономлено частей:",
  apply: "Заменить",
  cost_all: "Стоимость для всех получателей",
  table: "Показать таблицей",
  date: "Дата",
  when: "Когда",
  what: "Что",
  emails: "Письма",
  sms: "SMS",
  tasks: "Задачи",
  dropped: "Потеряно ночью",
  skipped: "Пропущено",
  cost: "Стоимость",
  nothing: "Ничего не запланировано.",
  will_not_be_sent: "не будет отправлено",
  entered: "входит",
  left_filter: "выходит",
  sent: "отправка",
  task_created: "создаётся задача",
  finished: "конец",
  filter: "Фильтр",
  matching: "подходят",
  of: "из",
  name: "Название",
  chart: "Что запланировано по дням",
};

const all: Record<string, Texts> = { en, pl, ro, hu, ru };

/** The words of a language tag like `pl` or `ro-RO`; English when there are none. */
export function textsOf(language: string): Texts {
  return all[language.toLowerCase().split("-")[0] ?? "en"] ?? en;
}
