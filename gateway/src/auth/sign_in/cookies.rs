//! The cookies of a browser that is signed in, and why another site's page can't use them.
//!
//! Two cookies: one holds the session and is `HttpOnly`, so no script reads it; the other holds a word that is derived from the
//! session and that pages of ours can read. Whatever may change something and comes with the first cookie has to say that word in a
//! header too, and the browser has to say that a page of ours asked (`Sec-Fetch-Site`, or else `Origin`). A page of another site can
//! make a browser send the cookies, but it can neither read the word nor say where it comes from. `SameSite=Lax` keeps the
//! cookies out of such calls in the first place; all three would have to fail at once.
//!
//! An enrolled device has two more of the same kind, which stay when the browser is closed: many callers use a device, and it is the
//! same one for all of them. A telephone that sends the papers of one request has two more, which last as long as its session; they count
//! only where the page says their own word, so that somebody who is signed in on the same telephone stays who they are.

use cookie::{Cookie, SameSite, time::Duration};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{COOKIE, HOST, ORIGIN, SET_COOKIE},
};
use kit::{
    access::keys::{self, Digest, Keys, Purpose},
    domain::{
        reason,
        refusal::{Kind, Refusal},
    },
};

/// The header in which a page repeats its CSRF token.
pub(crate) const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");

/// For how many days a browser keeps the cookies of a device: the longest that browsers keep any.
const DEVICE_DAYS: i64 = 400;
/// For how many minutes a browser keeps the cookies of a telephone's upload: those of its session.
const UPLOAD_MINUTES: i64 = 10;

/// For how long a browser keeps a cookie.
#[derive(Clone, Copy)]
enum Lasts {
    /// Until it is closed.
    AsTheBrowser,
    /// Also after it was closed.
    Long,
    /// As long as a telephone's upload runs.
    Upload,
    /// Not any more.
    NoMore,
}

/// Reads and writes the cookies.
#[derive(Clone)]
pub(crate) struct Cookies {
    key: Digest,
    secure: bool,
}

impl Cookies {
    /// The cookies of an installation; `secure` where browsers reach it by TLS.
    pub(crate) fn new(keys: &Keys, secure: bool) -> Self {
        Self { key: keys.key(Purpose::Csrf), secure }
    }

    /// Whether browsers reach it by TLS.
    pub(crate) const fn is_secure(&self) -> bool {
        self.secure
    }

    /// The prefix has browsers refuse a cookie that was not set by this very host over TLS.
    const fn names(&self) -> (&'static str, &'static str) {
        if self.secure {
            ("__Host-sharedcourt", "__Host-sharedcourt-csrf")
        } else {
            ("sharedcourt", "sharedcourt-csrf")
        }
    }

    /// The same of an enrolled device.
    const fn device_names(&self) -> (&'static str, &'static str) {
        if self.secure {
            ("__Host-sharedcourt-device", "__Host-sharedcourt-device-csrf")
        } else {
            ("sharedcourt-device", "sharedcourt-device-csrf")
        }
    }

    /// The same of a telephone's upload.
    const fn upload_names(&self) -> (&'static str, &'static str) {
        if self.secure {
            ("__Host-sharedcourt-upload", "__Host-sharedcourt-upload-csrf")
        } else {
            ("sharedcourt-upload", "sharedcourt-upload-csrf")
        }
    }

    /// The token of a telephone's upload, where a cookie holds one and the call, whatever its verb, says its word.
    pub(crate) fn upload(&self, headers: &HeaderMap) -> Option<String> {
        value(headers, self.upload_names().0).filter(|token| self.is_word_of(headers, token))
    }

    /// The session's token, where a cookie holds one. Refused with CSRF where the call may change something and does not show that a
    /// page of ours made it.
    pub(crate) fn session(&self, headers: &HeaderMap, method: &Method) -> Result<Option<String>, Refusal> {
        let Some(token) = self.held(headers) else { return Ok(None) };
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(Some(token));
        }
        let said = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.check(headers, &token, said)?;
        Ok(Some(token))
    }

    /// The device's token, where a cookie holds one. Refused with CSRF as the session's, where neither the word of the device nor that of the
    /// session is said.
    pub(crate) fn device(&self, headers: &HeaderMap, method: &Method) -> Result<Option<String>, Refusal> {
        let Some(token) = value(headers, self.device_names().0) else { return Ok(None) };
        if matches!(*method, Method::GET | Method::HEAD) {
            return Ok(Some(token));
        }
        let is_session_s = self.held(headers).is_some_and(|session| self.is_word_of(headers, &session));
        if is_session_s || self.is_word_of(headers, &token) { Ok(Some(token)) } else { Err(csrf()) }
    }

    /// Whether a page of ours says the word of a token.
    pub(crate) fn is_word_of(&self, headers: &HeaderMap, token: &str) -> bool {
        let said = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        self.check(headers, token, said).is_ok()
    }

    /// The session token in the cookie; the CSRF check is the caller's.
    pub(crate) fn held(&self, headers: &HeaderMap) -> Option<String> {
        value(headers, self.names().0)
    }

    /// Refuses with CSRF what does not come from a page of ours that knows the session's word.
    pub(crate) fn check(&self, headers: &HeaderMap, token: &str, word: &str) -> Result<(), Refusal> {
        let word = hex::decode(word).unwrap_or_default();
        let ours = keys::is_digest(&self.key, token.as_bytes(), &word);
        if ours && is_own_page(headers) { Ok(()) } else { Err(csrf()) }
    }

    /// The word of a session.
    pub(crate) fn word(&self, token: &str) -> String {
        hex::encode(keys::digest(&self.key, token.as_bytes()))
    }

    /// The cookies of a session that begins. They end with the browser, so closing it on a shared machine leaves nothing behind.
    pub(crate) fn set(&self, token: &str) -> [(HeaderName, HeaderValue); 2] {
        let (session, word) = self.names();
        [
            self.header(session, token.to_owned(), true, Lasts::AsTheBrowser),
            self.header(word, self.word(token), false, Lasts::AsTheBrowser),
        ]
    }

    /// The cookies of a device that is enrolled. It is known after it was switched off, as long as browsers keep a cookie.
    pub(crate) fn set_device(&self, token: &str) -> [(HeaderName, HeaderValue); 2] {
        let (device, word) = self.device_names();
        [
            self.header(device, token.to_owned(), true, Lasts::Long),
            self.header(word, self.word(token), false, Lasts::Long),
        ]
    }

    /// The cookies of a telephone's upload that begins.
    pub(crate) fn set_upload(&self, token: &str) -> [(HeaderName, HeaderValue); 2] {
        let (upload, word) = self.upload_names();
        [
            self.header(upload, token.to_owned(), true, Lasts::Upload),
            self.header(word, self.word(token), false, Lasts::Upload),
        ]
    }

    /// The cookies that end a session.
    pub(crate) fn clear(&self) -> [(HeaderName, HeaderValue); 2] {
        let (session, word) = self.names();
        [
            self.header(session, String::new(), true, Lasts::NoMore),
            self.header(word, String::new(), false, Lasts::NoMore),
        ]
    }

    fn header(
        &self,
        name: &'static str,
        value: String,
        hidden: bool,
        lasts: Lasts,
    ) -> (HeaderName, HeaderValue) {
        let mut cookie = Cookie::build((name, value))
            .path("/")
            .http_only(hidden)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .build();
        match lasts {
            Lasts::AsTheBrowser => {}
            Lasts::Long => {
                cookie.set_max_age(Duration::days(DEVICE_DAYS));
                cookie.set_same_site(SameSite::Strict);
            }
            Lasts::Upload => {
                cookie.set_max_age(Duration::minutes(UPLOAD_MINUTES));
                cookie.set_same_site(SameSite::Strict);
            }
            Lasts::NoMore => cookie.make_removal(),
        }
        let value = HeaderValue::try_from(cookie.to_string());
        (SET_COOKIE, value.unwrap_or(HeaderValue::from_static("")))
    }
}

/// The value of a cookie; `None` where it is empty.
fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut all = all.flat_map(Cookie::split_parse).filter_map(Result::ok);
    let found = all.find(|cookie| cookie.name() == name)?;
    Some(found.value().to_owned()).filter(|token| !token.is_empty())
}

/// Whether a page of ours asked, as far as the browser says: what is no browser says nothing, and has no cookies that it did not
/// put there itself.
pub(crate) fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text(ORIGIN.as_str()), text(HOST.as_str())) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
    }
}

pub(crate) fn csrf() -> Refusal {
    Refusal::new(
        Kind::Denied,
        reason::CSRF,
        "请求不是从本系统的页面发出的，已拒绝。请刷新页面后重试。",
        "The call was not made by a page of ours. Load the page again and retry.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(secure: bool) -> Cookies {
        Cookies::new(&Keys::from_hex(&"07".repeat(32)).unwrap(), secure)
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn cookies_say_what_browsers_may_do_with_them() {
        let [session, word] = cookies(true).set("scs_x").map(|(_, value)| value.to_str().unwrap().to_owned());
        assert_eq!(session, "__Host-sharedcourt=scs_x; HttpOnly; SameSite=Lax; Secure; Path=/");
        assert!(word.starts_with("__Host-sharedcourt-csrf=") && !word.contains("HttpOnly"), "{word}");
        let [gone, _] = cookies(false).clear().map(|(_, value)| value.to_str().unwrap().to_owned());
        assert!(gone.starts_with("sharedcourt=;") && gone.contains("Max-Age=0"), "{gone}");
    }

    #[test]
    fn a_telephone_s_upload_counts_where_its_page_says_so_and_nowhere_else() {
        let [upload, word] =
            cookies(true).set_upload("scu_x").map(|(_, value)| value.to_str().unwrap().to_owned());
        assert_eq!(
            upload,
            "__Host-sharedcourt-upload=scu_x; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=600"
        );
        assert!(word.starts_with("__Host-sharedcourt-upload-csrf=") && !word.contains("HttpOnly"), "{word}");
        let cookies = cookies(false);
        let held = "sharedcourt=scs_y; sharedcourt-upload=scu_x";
        let ask = |word: &str, site: &str| {
            let pairs =
                [("cookie", held), ("x-csrf-token", word), ("host", "here:8080"), ("sec-fetch-site", site)];
            cookies.upload(&headers(&pairs))
        };
        let own = cookies.word("scu_x");
        assert_eq!(ask(&own, "same-origin").as_deref(), Some("scu_x"));
        for (word, site) in
            [("", "same-origin"), (&cookies.word("scs_y"), "same-origin"), (&own, "cross-site")]
        {
            assert_eq!(ask(word, site), None, "{site}");
        }
    }

    #[test]
    fn a_device_is_known_after_its_browser_was_closed_and_by_its_own_pages_alone() {
        let [device, word] =
            cookies(true).set_device("scd_x").map(|(_, value)| value.to_str().unwrap().to_owned());
        assert_eq!(
            device,
            "__Host-sharedcourt-device=scd_x; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=34560000"
        );
        assert!(word.starts_with("__Host-sharedcourt-device-csrf=") && !word.contains("HttpOnly"), "{word}");
        let cookies = cookies(false);
        let ask = |held: &str, word: &str, more: (&str, &str), method: Method| {
            let pairs = [("cookie", held), ("x-csrf-token", word), ("host", "here:8080"), more];
            cookies.device(&headers(&pairs), &method).map_err(|refusal| refusal.reason())
        };
        let own = ("sec-fetch-site", "same-origin");
        let (alone, both) = ("sharedcourt-device=scd_x", "sharedcourt=scs_y; sharedcourt-device=scd_x");
        let found = Ok(Some("scd_x".to_owned()));
        assert_eq!(ask(alone, "", own, Method::GET), found);
        assert_eq!(ask(alone, &cookies.word("scd_x"), own, Method::POST), found);
        assert_eq!(ask(both, &cookies.word("scs_y"), own, Method::POST), found);
        assert_eq!(ask(both, &cookies.word("scd_x"), own, Method::POST), found);
        for word in ["", &cookies.word("scs_y"), &cookies.word("scd_z")] {
            assert_eq!(ask(alone, word, own, Method::POST), Err("CSRF"), "{word}");
        }
        let elsewhere = ("origin", "http://elsewhere");
        assert_eq!(ask(alone, &cookies.word("scd_x"), elsewhere, Method::POST), Err("CSRF"));
        assert_eq!(ask("sharedcourt=scs_y", &cookies.word("scs_y"), own, Method::POST), Ok(None));
    }

    #[test]
    fn what_may_change_something_needs_the_word_and_a_page_of_ours() {
        let cookies = cookies(false);
        let word = cookies.word("scs_x");
        let cookie = ("cookie", "a=b; sharedcourt=scs_x");
        let ask = |more: &[(&str, &str)], method: Method| {
            let pairs: Vec<_> = [cookie].iter().chain(more).copied().collect();
            cookies.session(&headers(&pairs), &method).map_err(|refusal| refusal.reason())
        };
        assert_eq!(ask(&[], Method::GET), Ok(Some("scs_x".into())));
        assert_eq!(ask(&[], Method::POST), Err("CSRF"));
        let right = ("x-csrf-token", word.as_str());
        assert_eq!(ask(&[right], Method::POST), Ok(Some("scs_x".into())));
        for (name, value, open) in [
            ("sec-fetch-site", "same-origin", true),
            ("sec-fetch-site", "none", true),
            ("sec-fetch-site", "same-site", false),
            ("sec-fetch-site", "cross-site", false),
            ("origin", "null", false),
            ("origin", "http://elsewhere", false),
            ("origin", "http://here:8080", true),
        ] {
            let answer = ask(&[right, ("host", "here:8080"), (name, value)], Method::POST);
            assert_eq!(answer.is_ok(), open, "{name}: {value}");
        }
        let others = Cookies::new(&Keys::random().unwrap(), false).word("scs_x");
        for wrong in [cookies.word("scs_y"), others, String::new(), "zz".into()] {
            assert_eq!(ask(&[("x-csrf-token", &wrong)], Method::DELETE), Err("CSRF"));
        }
        assert_eq!(cookies.session(&HeaderMap::new(), &Method::POST), Ok(None));
    }
}
