//! Messages to oneself (E4): marked as tests, outside the once keys, caps and run log of any record.

use relance_core::words::{Account, Provider};

/// Subject and text of a provider's test, with places for the company and the provider.
fn words(language: &str) -> (&'static str, &'static str) {
    match language {
        "pl" => (
            "Wiadomość testowa od {account}",
            "Ta wiadomość testowa wyszła z konta {account} przez {provider}. Wysyłanie działa.",
        ),
        "ro" => (
            "Mesaj de test de la {account}",
            "Acest mesaj de test a plecat din contul {account} prin {provider}. Trimiterea functioneaza.",
        ),
        "hu" => (
            "Próbaüzenet innen: {account}",
            "Ez a próbaüzenet {account} fiókjából indult, {provider} szolgáltatóval. A küldés működik.",
        ),
        "ru" => (
            "Проверочное сообщение от {account}",
            "Это проверочное сообщение аккаунта {account} отправлено через {provider}. Отправка работает.",
        ),
        _ => (
            "Test message from {account}",
            "This test message left the account {account} over {provider}. Sending works.",
        ),
    }
}

/// What a test of a provider says, in the account's language.
pub fn letter(account: &Account, provider: Provider) -> (String, String) {
    let (subject, text) = words(&account.language);
    let fill =
        |text: &str| text.replace("{account}", &account.name).replace("{provider}", provider.key());
    (fill(subject), fill(text))
}
