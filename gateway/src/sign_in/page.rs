//! What the pages of signing in show.

use kit::refusal::Text;

use crate::{
    language::Language,
    openapi::page::{aside, escaped},
};

/// A page.
pub(super) enum Page {
    /// The form.
    SignIn(SignIn),
    /// The form for an invitation.
    Invitation { person: String, wrong: Vec<String> },
    /// Who is signed in, and the way out.
    SignedIn { name: String, word: String, next: String },
}

/// The form for signing in.
pub(super) struct SignIn {
    pub(super) person: String,
    pub(super) next: String,
    /// Why the last attempt was refused.
    pub(super) wrong: Vec<String>,
    /// There is an identity provider to go to.
    pub(super) provider: bool,
}

impl Page {
    pub(super) fn invitation(person: &str, wrong: Vec<String>) -> Self {
        Self::Invitation { person: person.to_owned(), wrong }
    }

    pub(super) fn html(&self, language: Language, notice: Option<&Text>) -> String {
        let say = |zh: &'static str, en: &'static str| language.choose(zh, en);
        let person = |value: &str| {
            format!(
                "<label>{}<input name=\"person\" value=\"{}\" autocomplete=\"username\" autocapitalize=\"none\" required></label>",
                say("人员编号", "Person"),
                escaped(value)
            )
        };
        let (title, body) = match self {
            Self::SignIn(SignIn { person: id, next, wrong, provider }) => {
                let title = say("登录", "Sign in");
                let body = format!(
                    "{}<form method=\"post\" action=\"/sign-in\">{}\
                     <label>{}<input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label>\
                     <input type=\"hidden\" name=\"next\" value=\"{}\"><button>{}</button></form>\
                     {}<p><a href=\"/sign-in/invitation\">{}</a></p>",
                    told(wrong),
                    person(id),
                    say("密码", "Password"),
                    escaped(next),
                    say("登录", "Sign in"),
                    if *provider { way_to_provider(next, language) } else { String::new() },
                    say(
                        "首次登录或忘记密码：使用邀请码",
                        "First time, or password forgotten: use an invitation's code"
                    ),
                );
                (title, body)
            }
            Self::Invitation { person: id, wrong } => {
                let new = |name: &str, label: &str| {
                    format!(
                        "<label>{label}<input name=\"{name}\" type=\"password\" autocomplete=\"new-password\" minlength=\"10\" \
                         maxlength=\"128\" required></label>"
                    )
                };
                let title = say("设置密码", "Set your password");
                let body = format!(
                    "{}<form method=\"post\" action=\"/sign-in/invitation\">{}\
                     <label>{}<input name=\"code\" autocomplete=\"one-time-code\" required></label>{}{}<button>{}</button></form>\
                     <p><a href=\"/sign-in\">{}</a></p>",
                    told(wrong),
                    person(id),
                    say("邀请码（由管理员发放）", "Code, from the administrator"),
                    new("password", say("新密码，至少 10 个字符", "New password, 10 characters or more")),
                    new("again", say("再次输入新密码", "New password again")),
                    say("设置并登录", "Set it and sign in"),
                    say("返回登录", "Back to signing in"),
                );
                (title, body)
            }
            Self::SignedIn { name, word, next } => {
                let title = say("已登录", "You are signed in");
                let body = format!(
                    "<p><strong>{}</strong></p><p><a href=\"{}\">{}</a></p>\
                     <form method=\"post\" action=\"/sign-out\"><input type=\"hidden\" name=\"csrf_token\" value=\"{}\">\
                     <button>{}</button></form>",
                    escaped(name),
                    escaped(next),
                    say("继续", "Go on"),
                    escaped(word),
                    say("退出登录", "Sign out"),
                );
                (title, body)
            }
        };
        let notice = notice.map(|text| aside(language.choose(&text.zh, &text.en))).unwrap_or_default();
        format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>{title}</title><link rel=\"stylesheet\" href=\"/docs/style.css\"></head><body class=\"sign-in\">{notice}<main>\
             <h1>{title}</h1>{body}</main></body></html>",
            language.tag()
        )
    }
}

fn told(wrong: &[String]) -> String {
    if wrong.is_empty() {
        return String::new();
    }
    let mut told = String::new();
    for why in wrong {
        told.push_str("<p>");
        told.push_str(&escaped(why));
        told.push_str("</p>");
    }
    format!("<div role=\"alert\">{told}</div>")
}

fn way_to_provider(next: &str, language: Language) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let words = language.choose("使用统一身份认证登录", "Sign in with the identity provider");
    format!("<p><a href=\"/sign-in/oidc?next={next}\">{words}</a></p>")
}
