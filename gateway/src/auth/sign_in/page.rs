//! What the pages of signing in show.

use kit::domain::refusal::Text;
use proto::access::v1::SecondFactorEnrolment;

use crate::{
    auth::guests::Guest,
    contract::openapi::page::{aside, escaped},
    http::language::Language,
};

/// The path of the second factor's pages.
pub(crate) const SECOND_FACTOR_PATH: &str = "/sign-in/second-factor";

/// A page.
pub(super) enum Page {
    /// The form.
    SignIn(SignIn),
    /// The form for an invitation.
    Invitation { person: String, wrong: Vec<String> },
    /// Who is signed in, and the way out.
    SignedIn { name: String, word: String, next: String },
    /// The form for a code of the second factor.
    Code { word: String, next: String, may_replace: bool, wrong: Vec<String> },
    /// The way to enrol a second factor.
    Enrol { word: String, next: String, wrong: Vec<String> },
    /// The secret for an authenticator app, and the form for its first code.
    Scan { offered: Option<Box<SecondFactorEnrolment>>, word: String, next: String, wrong: Vec<String> },
    /// The recovery codes, to be printed.
    Paper { person: String, codes: Vec<String>, next: String },
    /// There is none, and this session may not enrol one.
    NoSecondFactor { word: String },
}

/// The form for signing in.
pub(super) struct SignIn {
    pub(super) person: String,
    pub(super) next: String,
    /// Why the last attempt was refused.
    pub(super) wrong: Vec<String>,
    /// There is an identity provider to go to.
    pub(super) provider: bool,
    /// As whom one may sign in by one press.
    pub(super) guests: Vec<Guest>,
}

impl Page {
    pub(super) fn invitation(person: &str, wrong: Vec<String>) -> Self {
        Self::Invitation { person: person.to_owned(), wrong }
    }

    pub(super) fn code(word: String, next: &str, wrong: Vec<String>) -> Self {
        Self::Code { word, next: next.to_owned(), may_replace: false, wrong }
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
            Self::SignIn(SignIn { person: id, next, wrong, provider, guests }) => {
                let title = say("登录", "Sign in");
                let body = format!(
                    "{}<form method=\"post\" action=\"/sign-in\">{}\
                     <label>{}<input name=\"password\" type=\"password\" autocomplete=\"current-password\" required></label>\
                     <label>{}{CODE_FIELD}></label><input type=\"hidden\" name=\"next\" value=\"{}\"><button>{}</button></form>\
                     {}<p><a href=\"/sign-in/invitation\">{}</a></p>{}",
                    alert(wrong),
                    person(id),
                    say("密码", "Password"),
                    say(
                        "动态口令或恢复码（管理员、案款管理、局长、院领导）",
                        "Code from your authenticator app, or a recovery code (administrators, cashiers, chiefs, presidents)"
                    ),
                    escaped(next),
                    say("登录", "Sign in"),
                    if *provider { way_to_provider(next, language) } else { String::new() },
                    say(
                        "首次登录或忘记密码：使用邀请码",
                        "First time, or password forgotten: use an invitation's code"
                    ),
                    // A refusal reads the same for a person that exists and for one that does not.
                    if wrong.is_empty() { by_one_press(guests, next, language) } else { String::new() },
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
                    alert(wrong),
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
            Self::Code { .. }
            | Self::Enrol { .. }
            | Self::Scan { .. }
            | Self::Paper { .. }
            | Self::NoSecondFactor { .. } => self.second_factor(language),
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

/// A field for a code, without its end.
const CODE_FIELD: &str = "<input name=\"code\" autocomplete=\"one-time-code\" autocapitalize=\"characters\"";

impl Page {
    /// Title and body of the pages of the second factor.
    fn second_factor(&self, language: Language) -> (&'static str, String) {
        let say = |zh: &'static str, en: &'static str| language.choose(zh, en);
        let form = |step: &str, word: &str, next: &str, fields: &str, button: &str| {
            format!(
                "<form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"csrf_token\" value=\"{}\">\
                 <input type=\"hidden\" name=\"step\" value=\"{step}\"><input type=\"hidden\" name=\"next\" value=\"{}\">\
                 {fields}<button>{button}</button></form>",
                SECOND_FACTOR_PATH,
                escaped(word),
                escaped(next)
            )
        };
        let field = |label: &str| format!("<label>{label}{CODE_FIELD} required autofocus></label>");
        match self {
            Self::Code { word, next, may_replace, wrong } => {
                let label = say("动态口令或恢复码", "Code from your authenticator app, or a recovery code");
                let mut body =
                    alert(wrong) + &form("confirm", word, next, &field(label), say("确认", "Confirm"));
                if *may_replace {
                    body += &form("enrol", word, next, "", say("更换手机，重新绑定", "Set up another phone"));
                }
                (say("动态口令", "Second factor"), body + &sign_out(word, language))
            }
            Self::Enrol { word, next, wrong } => {
                let why = say(
                    "您的职务涉及案款、强制措施或人员任免，登录须使用动态口令。请在手机上装好身份验证器，然后显示二维码。",
                    "Your office decides about money, coercion or offices, so signing in takes a second factor. Have an authenticator app ready.",
                );
                let button = say("显示二维码", "Show the QR code");
                let body = format!("{}<p>{why}</p>{}", alert(wrong), form("enrol", word, next, "", button));
                (say("绑定动态口令", "Set up your second factor"), body + &sign_out(word, language))
            }
            Self::Scan { offered, word, next, wrong } => {
                let offered = offered.as_ref().map(|offered| shown(offered, language)).unwrap_or_default();
                let label = say("手机上显示的 6 位数字", "The six digits that the app shows");
                let body = format!(
                    "{}{offered}{}{}",
                    alert(wrong),
                    form("activate", word, next, &field(label), say("完成绑定", "Complete")),
                    form("enrol", word, next, "", say("重新生成二维码", "Show another QR code")),
                );
                (say("绑定动态口令", "Set up your second factor"), body)
            }
            Self::Paper { person, codes, next } => {
                let codes: String = codes
                    .iter()
                    .fold(String::new(), |list, code| list + "<li><code>" + &escaped(code) + "</code></li>");
                let why = say(
                    "请打印本页并妥善保管，本页只显示一次。手机不在身边时，可用其中一个代替动态口令，每个只能用一次。",
                    "Print this page and keep it safe; it is shown once. Each code replaces a code of the app once.",
                );
                let body = format!(
                    "<p><strong>{}</strong></p><p>{why}</p><ol>{codes}</ol><p><a href=\"{}\">{}</a></p>",
                    escaped(person.rsplit('/').next().unwrap_or_default()),
                    escaped(next),
                    say("已打印，继续", "Printed; go on"),
                );
                (say("备用恢复码", "Recovery codes"), body)
            }
            _ => {
                let why = say(
                    "您的职务须用动态口令登录，但您尚未绑定。请向管理员领取邀请码，退出后凭邀请码登录并绑定。",
                    "Your office needs a second factor and you have none. Ask the administrator for an invitation, sign out, and set it up with that.",
                );
                let body = match self {
                    Self::NoSecondFactor { word } => sign_out(word, language),
                    _ => String::new(),
                };
                (say("尚未绑定动态口令", "No second factor yet"), format!("<p>{why}</p>{body}"))
            }
        }
    }
}

/// The secret of an enrolment: for a camera, for a phone that shows this page, and for typing.
fn shown(offered: &SecondFactorEnrolment, language: Language) -> String {
    // The picture is ours and no text of anybody's is in it.
    let picture = offered.qr_svg.find("<svg").map_or("", |at| &offered.qr_svg[at..]);
    let letters: Vec<char> = offered.secret.chars().collect();
    let grouped = letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ");
    format!(
        "<p>{}</p>{picture}<p><a href=\"{}\">{}</a></p><p>{}<br><code>{}</code></p>",
        language.choose("用身份验证器扫描二维码：", "Scan the code with your authenticator app:"),
        escaped(&offered.otpauth_uri),
        language.choose("在本机的身份验证器中打开", "Open in the app on this device"),
        language.choose("不能扫描的，手工输入密钥：", "Or type the secret:"),
        escaped(&grouped),
    )
}

fn sign_out(word: &str, language: Language) -> String {
    format!(
        "<form method=\"post\" action=\"/sign-out\"><input type=\"hidden\" name=\"csrf_token\" value=\"{}\"><button>{}</button></form>",
        escaped(word),
        language.choose("退出登录", "Sign out")
    )
}

fn alert(wrong: &[String]) -> String {
    if wrong.is_empty() {
        return String::new();
    }
    let mut lines = String::new();
    for why in wrong {
        lines.push_str("<p>");
        lines.push_str(&escaped(why));
        lines.push_str("</p>");
    }
    format!("<div role=\"alert\">{lines}</div>")
}

/// A button for each guest.
fn by_one_press(guests: &[Guest], next: &str, language: Language) -> String {
    let buttons = guests.iter().map(|guest| {
        let label = language.choose(guest.label.zh.as_ref(), guest.label.en.as_ref());
        format!("<button name=\"guest\" value=\"{}\">{}</button> ", escaped(&guest.person), escaped(label))
    });
    let buttons: String = buttons.collect();
    if buttons.is_empty() {
        return buttons;
    }
    format!(
        "<form method=\"post\" action=\"/sign-in\"><p>{}</p><input type=\"hidden\" name=\"next\" value=\"{}\">{buttons}</form>",
        language.choose("演示：点击身份直接登录", "Demonstration: sign in by one press"),
        escaped(next)
    )
}

fn way_to_provider(next: &str, language: Language) -> String {
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let words = language.choose("使用统一身份认证登录", "Sign in with the identity provider");
    format!("<p><a href=\"/sign-in/oidc?next={next}\">{words}</a></p>")
}
