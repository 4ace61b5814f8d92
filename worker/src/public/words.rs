//! What the pages of consent say, in five languages. `{sender}` is who writes.

use relance_core::words::Language;

/// The texts of one language.
#[derive(Debug)]
pub struct Words {
    /// Heading of the page.
    pub title: &'static str,
    /// What the button does.
    pub about: &'static str,
    /// The button.
    pub unsubscribe: &'static str,
    /// What was done.
    pub unsubscribed: &'static str,
    /// There is nothing to unsubscribe from.
    pub already: &'static str,
    /// The contact is gone.
    pub gone: &'static str,
    /// Heading of the choices.
    pub preferences: &'static str,
    /// A choice: the sentence that is agreed to.
    pub by_email: &'static str,
    /// A choice.
    pub by_sms: &'static str,
    /// Nothing goes to the address at all.
    pub suppressed: &'static str,
    /// Label of the languages.
    pub language: &'static str,
    /// Button of the choices.
    pub save: &'static str,
    /// What was done.
    pub saved: &'static str,
    /// What stays.
    pub ordered: &'static str,
    /// Heading of the page of a letter.
    pub confirm_title: &'static str,
    /// The question.
    pub confirm_about: &'static str,
    /// The button.
    pub confirm: &'static str,
    /// What was done.
    pub confirmed: &'static str,
    /// The link was used, or is too old.
    pub confirm_over: &'static str,
    /// Something of ours failed.
    pub trouble: &'static str,
    /// What to do about it.
    pub try_again: &'static str,
}

/// The texts of a language.
pub const fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::Hungarian => &HUNGARIAN,
        Language::Polish => &POLISH,
        Language::Romanian => &ROMANIAN,
        Language::Russian => &RUSSIAN,
    }
}

const ENGLISH: Words = Words {
    title: "What you get from {sender}",
    about: "One click, and you get no more marketing e-mails.",
    unsubscribe: "Unsubscribe",
    unsubscribed: "You are unsubscribed. You get no more marketing e-mails.",
    already: "You get no marketing e-mails now.",
    gone: "Your address is not kept here any more. You get nothing more.",
    preferences: "Choose what you get",
    by_email: "E-mails with offers and news from {sender}",
    by_sms: "Text messages with offers and news from {sender}",
    suppressed: "Nothing at all goes to this address any more.",
    language: "Language of the messages",
    save: "Save",
    saved: "Your choice is saved.",
    ordered: "Messages about what you ordered, like invoices, still come.",
    confirm_title: "E-mails from {sender}",
    confirm_about: "Please confirm that you want e-mails with offers and news from {sender}.",
    confirm: "Yes, I want them",
    confirmed: "Thank you. It is confirmed.",
    confirm_over: "This link was used already, or is older than seven days.",
    trouble: "That did not work",
    try_again: "It is our mistake. Nothing was changed; please try again in a minute.",
};

const HUNGARIAN: Words = Words {
    title: "Mit kap tőlünk: {sender}",
    about: "Egy kattintás, és nem kap több marketing e-mailt.",
    unsubscribe: "Leiratkozom",
    unsubscribed: "Leiratkozott. Nem kap több marketing e-mailt.",
    already: "Jelenleg nem kap marketing e-mailt.",
    gone: "A címét már nem tároljuk. Több üzenetet nem kap.",
    preferences: "Válassza ki, mit szeretne kapni",
    by_email: "E-mailek ajánlatokkal és hírekkel, feladó: {sender}",
    by_sms: "SMS-ek ajánlatokkal és hírekkel, feladó: {sender}",
    suppressed: "Erre a címre már semmi nem megy.",
    language: "Az üzenetek nyelve",
    save: "Mentés",
    saved: "A választását elmentettük.",
    ordered: "A megrendeléseiről szóló üzenetek, például a számlák, továbbra is megérkeznek.",
    confirm_title: "E-mailek, feladó: {sender}",
    confirm_about: "Kérjük, erősítse meg, hogy kér e-maileket ajánlatokkal és hírekkel. Feladó: {sender}.",
    confirm: "Igen, kérem",
    confirmed: "Köszönjük, megerősítette.",
    confirm_over: "Ezt a hivatkozást már felhasználták, vagy hét napnál régebbi.",
    trouble: "Ez nem sikerült",
    try_again: "A hiba nálunk van. Semmi nem változott; kérjük, próbálja újra egy perc múlva.",
};

const POLISH: Words = Words {
    title: "Co dostajesz od {sender}",
    about: "Jedno kliknięcie i nie dostaniesz więcej e-maili marketingowych.",
    unsubscribe: "Wypisz mnie",
    unsubscribed: "Wypisano. Nie dostaniesz więcej e-maili marketingowych.",
    already: "Teraz nie dostajesz e-maili marketingowych.",
    gone: "Nie mamy już Twojego adresu. Nic więcej nie przyjdzie.",
    preferences: "Wybierz, co chcesz dostawać",
    by_email: "E-maile z ofertami i nowościami od {sender}",
    by_sms: "SMS-y z ofertami i nowościami od {sender}",
    suppressed: "Na ten adres nic już nie wysyłamy.",
    language: "Język wiadomości",
    save: "Zapisz",
    saved: "Wybór został zapisany.",
    ordered: "Wiadomości o zamówieniach, na przykład faktury, nadal będą przychodzić.",
    confirm_title: "E-maile od {sender}",
    confirm_about: "Potwierdź, że chcesz dostawać e-maile z ofertami i nowościami od {sender}.",
    confirm: "Tak, chcę",
    confirmed: "Dziękujemy, potwierdzono.",
    confirm_over: "Ten link został już użyty albo ma więcej niż siedem dni.",
    trouble: "To się nie udało",
    try_again: "Błąd jest po naszej stronie. Nic się nie zmieniło; spróbuj ponownie za minutę.",
};

const ROMANIAN: Words = Words {
    title: "Ce primiți de la {sender}",
    about: "Un clic și nu mai primiți e-mailuri de marketing.",
    unsubscribe: "Mă dezabonez",
    unsubscribed: "V-ați dezabonat. Nu mai primiți e-mailuri de marketing.",
    already: "Acum nu primiți e-mailuri de marketing.",
    gone: "Adresa dumneavoastră nu mai este păstrată aici. Nu mai primiți nimic.",
    preferences: "Alegeți ce primiți",
    by_email: "E-mailuri cu oferte și noutăți de la {sender}",
    by_sms: "SMS-uri cu oferte și noutăți de la {sender}",
    suppressed: "La această adresă nu se mai trimite nimic.",
    language: "Limba mesajelor",
    save: "Salvați",
    saved: "Alegerea a fost salvată.",
    ordered: "Mesajele despre comenzile dumneavoastră, de exemplu facturile, vin în continuare.",
    confirm_title: "E-mailuri de la {sender}",
    confirm_about: "Vă rugăm să confirmați că doriți e-mailuri cu oferte și noutăți de la {sender}.",
    confirm: "Da, le doresc",
    confirmed: "Vă mulțumim. S-a confirmat.",
    confirm_over: "Acest link a fost deja folosit sau este mai vechi de șapte zile.",
    trouble: "Nu a reușit",
    try_again: "Este greșeala noastră. Nu s-a schimbat nimic; încercați din nou peste un minut.",
};

const RUSSIAN: Words = Words {
    title: "Что вам присылает {sender}",
    about: "Один щелчок, и рекламных писем больше не будет.",
    unsubscribe: "Отписаться",
    unsubscribed: "Вы отписались. Рекламных писем больше не будет.",
    already: "Сейчас вы не получаете рекламных писем.",
    gone: "Вашего адреса у нас больше нет. Ничего больше не придёт.",
    preferences: "Выберите, что получать",
    by_email: "Письма с предложениями и новостями. Отправитель: {sender}",
    by_sms: "SMS с предложениями и новостями. Отправитель: {sender}",
    suppressed: "На этот адрес больше ничего не отправляется.",
    language: "Язык сообщений",
    save: "Сохранить",
    saved: "Ваш выбор сохранён.",
    ordered: "Сообщения о ваших заказах, например счета, приходить будут.",
    confirm_title: "Письма. Отправитель: {sender}",
    confirm_about: "Подтвердите, что хотите получать письма с предложениями и новостями. Отправитель: {sender}.",
    confirm: "Да, хочу",
    confirmed: "Спасибо, подтверждено.",
    confirm_over: "Эта ссылка уже использована или старше семи дней.",
    trouble: "Не получилось",
    try_again: "Ошибка у нас. Ничего не изменилось; попробуйте ещё раз через минуту.",
};
