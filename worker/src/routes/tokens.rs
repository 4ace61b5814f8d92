//! Tokens and the session cookie.

use relance_core::wire::account::name;
use relance_core::wire::json::{Object, one_word};
use relance_core::words::{Moment, Problem};
use serde_json::{Value as Json, json};

use crate::answer::{Answer, Handled, not_found};
use crate::auth::{self, FreshToken, SCOPES};
use crate::request::{Caller, Incoming};
use crate::store::account;

/// `GET /tokens`.
pub async fn list(incoming: &Incoming, caller: &Caller) -> Handled {
    let mut tokens = account::tokens(&incoming.db, &caller.account).await?;
    for token in &mut tokens {
        let created = token.get("created_at_ms").and_then(Json::as_i64).map(Moment::from_ms);
        if let Json::Object(map) = token {
            map.remove("created_at_ms");
            map.insert("created".into(), created.map(Moment::to_iso).into());
        }
    }
    Ok(Answer::Value(json!({"tokens": tokens})))
}

/// `POST /tokens {"name","scopes":["read","write","admin"]}`; the token is shown this once.
///
/// # Errors
/// Every wrong part.
pub async fn post(incoming: &mut Incoming, caller: &Caller) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let name = name(&mut object, "name");
    let scopes = object.texts("scopes");
    if scopes.is_empty() {
        object.add(Problem::new("missing", "a token needs a scope").at("scopes"));
    }
    for (index, scope) in scopes.iter().enumerate() {
        object.keep(&format!("scopes[{index}]"), one_word(scope, &SCOPES));
    }
    object.finish()?;
    let token = auth::fresh_token(&incoming.db)?;
    let kept = account::NewToken {
        id: &token.id,
        name: name.as_deref().unwrap_or_default(),
        secret_sha256: &token.secret_sha256,
        scopes: &json!(scopes),
    };
    incoming.db.run(account::insert_token(&caller.account, &kept, caller.now)).await?;
    Ok(Answer::Created(shown(&token)))
}

/// A token as it is shown, once.
pub fn shown(token: &FreshToken) -> Json {
    json!({"id": token.id, "token": token.shown})
}

/// `DELETE /tokens/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn delete(incoming: &Incoming, caller: &Caller, id: &str) -> Handled {
    if account::delete_token(&incoming.db, &caller.account, id).await? {
        return Ok(Answer::Empty);
    }
    Err(not_found("token"))
}

/// `POST /session {"token"}` → a cookie that scripts cannot read.
///
/// # Errors
/// `unknown_token`.
pub async fn open_session(incoming: &mut Incoming) -> Handled {
    let body = incoming.json().await?;
    let mut object = Object::of(&body)?;
    let token = object.text("token").unwrap_or_default().to_owned();
    object.finish()?;
    let caller = auth::caller_of(incoming, &token).await?;
    let secure = if incoming.is_https { "; Secure" } else { "" };
    let cookie = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Strict{secure}; Max-Age=2592000",
        auth::COOKIE
    );
    Ok(Answer::WithCookie(json!({"account": caller.account.as_str()}), cookie))
}

/// `DELETE /session`: the browser forgets the cookie; the token lives on.
pub fn close_session() -> Handled {
    let cookie = format!("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", auth::COOKIE);
    Ok(Answer::WithCookie(json!({}), cookie))
}
