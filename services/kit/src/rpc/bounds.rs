//! How much a request may hold: the bytes of its message, the elements of each list, the characters of each text, the conditions
//! of a filter. The numbers stand in the contract (`max_request_bytes`, `max_items`, `max_chars`, `max_terms`); the build refuses a
//! request that lacks one.
//!
//! A message is measured on the wire, before it is decoded: a walk over its bytes that allocates nothing for what it finds.

use std::{borrow::Cow, collections::HashMap, fmt, sync::LazyLock};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use prost::Message as _;
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind as FieldKind, MessageDescriptor, Value,
};
use tonic::{Status, body::Body};
use tower::ServiceExt as _;

use super::around::{Around, Inner};
use crate::domain::{
    Reason, reason,
    refusal::{Kind, Refusal, Text, Violations},
    text,
};

/// The largest message that a service takes, in bytes (4 MiB, the default of gRPC).
pub const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;
/// The largest request of a method that states no `max_request_bytes`.
pub const USUAL_REQUEST: usize = 64 * 1024;
/// The most elements of lists that one request holds, all lists together: each costs memory even where it is empty.
pub const MOST_ELEMENTS: usize = 50_000;
/// The deepest that messages nest in a request.
const DEEPEST: usize = 32;
/// The most violations that one refusal names.
const NAMED: usize = 100;
/// The flag and the length before a message of gRPC.
const PREFIX: usize = 5;

/// What one field of a request may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldBound {
    /// Elements of a list.
    pub items: usize,
    /// Characters of a text, or bytes of a field of bytes.
    pub chars: usize,
    /// Conditions of a filter.
    pub terms: usize,
}

impl FieldBound {
    /// No bound; for messages of other contracts.
    pub const NONE: Self = Self { items: usize::MAX, chars: usize::MAX, terms: usize::MAX };

    /// Whether a text is prose, with lines of its own, and not a name, an address or a number.
    #[must_use]
    pub const fn is_prose(self) -> bool {
        self.chars > text::LONGEST_LINE
    }

    /// Why a list of so many elements is refused.
    #[must_use]
    pub fn list(self, items: usize) -> Option<(Reason, Text)> {
        (items > self.items).then(|| {
            let most = self.items;
            let text = Text::new(
                format!("最多 {most} 项，请分批提交。"),
                format!("At most {most} items; send the rest separately."),
            );
            (reason::TOO_MANY, text)
        })
    }

    /// Why a text is refused.
    #[must_use]
    pub fn text(self, text: &[u8]) -> Option<(Reason, Text)> {
        // Bytes that begin a character of UTF-8.
        let chars = if text.len() > self.chars {
            text.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
        } else {
            0
        };
        if chars > self.chars {
            let most = self.chars;
            let text = Text::new(
                format!("最多 {most} 个字，现有 {chars} 个字。"),
                format!("At most {most} characters; it has {chars}."),
            );
            return Some((reason::TOO_LONG, text));
        }
        (self.terms < usize::MAX && conditions(text) > self.terms).then(|| {
            let most = self.terms;
            let text = Text::new(
                format!("筛选条件最多 {most} 个。"),
                format!("A filter has at most {most} conditions."),
            );
            (reason::TOO_MANY, text)
        })
    }
}

/// How many conditions a filter has: the words AND outside of quotes, and one.
fn conditions(filter: &[u8]) -> usize {
    let unquoted = filter.split(|byte| *byte == b'"').step_by(2);
    let words = unquoted.flat_map(|piece| piece.split(u8::is_ascii_whitespace));
    1 + words.filter(|word| word.eq_ignore_ascii_case(b"AND")).count()
}

/// The bounds of every request of a contract.
#[derive(Debug)]
pub struct Bounds {
    methods: HashMap<String, MethodBound>,
    messages: Vec<Message>,
    by_name: HashMap<String, usize>,
}

#[derive(Clone, Copy, Debug)]
struct MethodBound {
    largest: usize,
    input: usize,
    takes_one: bool,
}

#[derive(Debug, Default)]
struct Message {
    /// By number, in its order.
    fields: Vec<Field>,
}

#[derive(Debug)]
struct Field {
    number: u32,
    name: String,
    list: bool,
    bound: FieldBound,
    holds: Holds,
}

#[derive(Clone, Copy, Debug)]
enum Holds {
    Text,
    Bytes,
    Message(usize),
    /// Numbers, which a list may pack: bytes for each, or 0 for varints.
    Number(usize),
}

static OURS: LazyLock<Bounds> = LazyLock::new(|| Bounds::of(&proto::POOL));

impl Bounds {
    /// Of the installation's own contract.
    #[must_use]
    pub fn ours() -> &'static Self {
        &OURS
    }

    /// Of all methods in a pool of descriptors.
    #[must_use]
    pub fn of(pool: &DescriptorPool) -> Self {
        let mut bounds = Self { methods: HashMap::new(), messages: Vec::new(), by_name: HashMap::new() };
        for method in proto::methods(pool) {
            let stated = proto::access_of(&method).map_or(0, |access| access.max_request_bytes);
            let largest = if stated == 0 { USUAL_REQUEST } else { stated as usize };
            let input = bounds.message(&method.input());
            let path = proto::method_path(&method);
            let takes_one = !method.is_client_streaming();
            bounds
                .methods
                .insert(path, MethodBound { largest: largest.min(LARGEST_MESSAGE), input, takes_one });
        }
        bounds
    }

    fn message(&mut self, descriptor: &MessageDescriptor) -> usize {
        if let Some(known) = self.by_name.get(descriptor.full_name()) {
            return *known;
        }
        let index = self.messages.len();
        self.messages.push(Message::default());
        self.by_name.insert(descriptor.full_name().to_owned(), index);
        let mut fields: Vec<Field> = descriptor.fields().map(|field| self.field(&field)).collect();
        fields.sort_by_key(|field| field.number);
        self.messages[index].fields = fields;
        index
    }

    fn field(&mut self, field: &FieldDescriptor) -> Field {
        let bound = stated(field);
        let holds = match field.kind() {
            FieldKind::Message(inner) => {
                let index = self.message(&inner);
                if field.is_map() {
                    self.bound_keys(index, bound.chars);
                }
                Holds::Message(index)
            }
            FieldKind::String => Holds::Text,
            FieldKind::Bytes => Holds::Bytes,
            FieldKind::Double | FieldKind::Fixed64 | FieldKind::Sfixed64 => Holds::Number(8),
            FieldKind::Float | FieldKind::Fixed32 | FieldKind::Sfixed32 => Holds::Number(4),
            _ => Holds::Number(0),
        };
        Field {
            number: field.number(),
            name: field.name().to_owned(),
            list: field.is_list() || field.is_map(),
            bound,
            holds,
        }
    }

    /// The entry of a map carries no options: its keys are as long as the map says.
    fn bound_keys(&mut self, entry: usize, chars: usize) {
        const KEY: u32 = 1;
        for key in self.messages[entry].fields.iter_mut().filter(|field| field.number == KEY) {
            key.bound.chars = chars;
        }
    }

    /// The largest message, in bytes, that a method takes, by its path.
    #[must_use]
    pub fn largest(&self, path: &str) -> usize {
        self.methods.get(path).map_or(LARGEST_MESSAGE, |method| method.largest)
    }

    /// What a field of a request may hold.
    #[must_use]
    pub fn of_field(&self, field: &FieldDescriptor) -> FieldBound {
        let message =
            self.by_name.get(field.parent_message().full_name()).map(|index| &self.messages[*index]);
        let known = message.and_then(|message| {
            let at = message.fields.binary_search_by_key(&field.number(), |known| known.number).ok()?;
            Some(message.fields[at].bound)
        });
        known.unwrap_or(FieldBound::NONE)
    }

    /// Refuses a message, as it travels, that holds more than its method takes: every field that does, at once. Groups, which no
    /// message of the contract has, are refused too: what is inside them could not be measured.
    pub fn check(&self, path: &str, message: &[u8]) -> Result<(), Refusal> {
        self.walk(path, message).map(drop)
    }

    /// The same, and the message anew where one of its texts holds what nobody sees ([`text::clean`]); none where it is as it should be.
    pub fn check_and_clean(
        &self,
        pool: &DescriptorPool,
        path: &str,
        message: &[u8],
    ) -> Result<Option<Vec<u8>>, Refusal> {
        if !self.walk(path, message)? {
            return Ok(None);
        }
        let input = path.trim_start_matches('/').split_once('/').and_then(|(service, method)| {
            let service = pool.get_service_by_name(service)?;
            let method = service.methods().find(|known| known.name() == method)?;
            Some(method.input())
        });
        let Some(input) = input else { return Ok(None) };
        let mut decoded = DynamicMessage::decode(input, message).map_err(|_| malformed())?;
        self.clean(&mut decoded);
        Ok(Some(decoded.encode_to_vec()))
    }

    /// Takes what nobody sees out of every text of a message.
    fn clean(&self, message: &mut DynamicMessage) {
        let fields: Vec<FieldDescriptor> = message.fields().map(|(field, _)| field).collect();
        for field in fields {
            let prose = self.of_field(&field).is_prose();
            // A password is compared as it was typed.
            if !field.name().ends_with("password") {
                self.clean_value(message.get_field_mut(&field), prose);
            }
        }
    }

    fn clean_value(&self, value: &mut Value, prose: bool) {
        match value {
            Value::String(text) => {
                if let Cow::Owned(cleaned) = text::clean(text, prose) {
                    *text = cleaned;
                }
            }
            Value::Message(inner) => self.clean(inner),
            Value::List(all) => all.iter_mut().for_each(|value| self.clean_value(value, prose)),
            Value::Map(all) => all.values_mut().for_each(|value| self.clean_value(value, prose)),
            Value::Bool(_)
            | Value::I32(_)
            | Value::I64(_)
            | Value::U32(_)
            | Value::U64(_)
            | Value::F32(_)
            | Value::F64(_)
            | Value::Bytes(_)
            | Value::EnumNumber(_) => {}
        }
    }

    /// Measures a message; says whether one of its texts holds what nobody sees.
    fn walk(&self, path: &str, message: &[u8]) -> Result<bool, Refusal> {
        let Some(method) = self.methods.get(path) else { return Ok(false) };
        if message.len() > method.largest {
            return Err(too_large(method.largest));
        }
        let (violations, left) = (Violations::new(), MOST_ELEMENTS);
        let mut walk = Walk { bounds: self, violations, named: 0, left, unseen: false };
        let walked = walk.message(method.input, message, &Path::Top, DEEPEST);
        walk.violations.check()?;
        walked.map_err(|Stop| malformed())?;
        Ok(walk.unseen)
    }
}

/// What the contract states of a field. Types of Google's carry none of these options: a mask is bounded here, bytes of a body where
/// they are received.
fn stated(field: &FieldDescriptor) -> FieldBound {
    if field.parent_message().full_name() == "google.protobuf.FieldMask" {
        return FieldBound { items: 100, chars: 200, terms: usize::MAX };
    }
    let options: DynamicMessage = field.options();
    let pool = field.parent_pool();
    let read = |name: &str| {
        let option = pool.get_extension_by_name(&format!("sharedcourt.access.v1.{name}"))?;
        let value = options.has_extension(&option).then(|| options.get_extension(&option).as_u32())??;
        usize::try_from(value).ok()
    };
    let or_none = |name: &str| read(name).unwrap_or(usize::MAX);
    FieldBound { items: or_none("max_items"), chars: or_none("max_chars"), terms: or_none("max_terms") }
}

/// The refusal for a request that is larger than its method takes.
#[must_use]
pub fn too_large(most: usize) -> Refusal {
    let size = if most >= 1024 * 1024 {
        format!("{} MiB", most / 1024 / 1024)
    } else {
        format!("{} KiB", most / 1024)
    };
    Refusal::new(
        Kind::Exhausted,
        reason::MESSAGE_TOO_LARGE,
        format!("请求内容过大，最多 {size}。"),
        format!("The message is too large: {size} at the most."),
    )
}

fn malformed() -> Refusal {
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
        "请求内容与接口约定不符。",
        "The request is not the message that the method takes.",
    )
}

/// Where in a request; written out only where something is wrong.
enum Path<'a> {
    Top,
    Field(&'a Path<'a>, &'a str),
    Element(&'a Path<'a>, &'a str, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dot = |outer: &Path<'_>| if matches!(outer, Path::Top) { "" } else { "." };
        match self {
            Self::Top => Ok(()),
            Self::Field(outer, name) => write!(f, "{outer}{}{name}", dot(outer)),
            Self::Element(outer, name, index) => write!(f, "{outer}{}{name}[{index}]", dot(outer)),
        }
    }
}

struct Walk<'a> {
    bounds: &'a Bounds,
    violations: Violations,
    named: usize,
    left: usize,
    unseen: bool,
}

/// The walk ends: the bytes are no message, or enough is known.
#[derive(Debug)]
pub(super) struct Stop;

impl Walk<'_> {
    fn message(&mut self, index: usize, mut bytes: &[u8], path: &Path<'_>, depth: usize) -> Result<(), Stop> {
        if depth == 0 {
            self.add(path, reason::TOO_DEEP, Text::new("内容嵌套过深。", "Nested too deeply."));
            return Err(Stop);
        }
        let bounds = self.bounds;
        let fields = &bounds.messages[index].fields;
        let mut counts = Vec::new();
        while !bytes.is_empty() {
            let tag = varint(&mut bytes)?;
            let number = u32::try_from(tag >> 3).map_err(|_| Stop)?;
            let content: &[u8] = match tag & 7 {
                0 => {
                    varint(&mut bytes)?;
                    &[]
                }
                1 => take(&mut bytes, 8)?,
                5 => take(&mut bytes, 4)?,
                2 => {
                    let length = usize::try_from(varint(&mut bytes)?).map_err(|_| Stop)?;
                    take(&mut bytes, length)?
                }
                _ => return Err(Stop),
            };
            let Ok(at) = fields.binary_search_by_key(&number, |field| field.number) else { continue };
            let field = &fields[at];
            let mut index = 0;
            if field.list {
                counts.resize(fields.len(), 0_usize);
                let count = &mut counts[at];
                index = *count;
                let added = match field.holds {
                    Holds::Number(0) if tag & 7 == 2 => content.iter().filter(|byte| **byte < 0x80).count(),
                    Holds::Number(width) if tag & 7 == 2 => content.len() / width.max(1),
                    Holds::Text | Holds::Bytes | Holds::Message(_) | Holds::Number(_) => 1,
                };
                *count += added;
                let count = *count;
                self.elements(field, count, added, path)?;
            }
            let place = if field.list {
                Path::Element(path, &field.name, index)
            } else {
                Path::Field(path, &field.name)
            };
            match field.holds {
                Holds::Text | Holds::Bytes => {
                    let decoded = matches!(field.holds, Holds::Text).then(|| std::str::from_utf8(content));
                    let malformed =
                        matches!(decoded, Some(Err(_))).then(|| (reason::TEXT_MALFORMED, not_utf8()));
                    if let Some((reason, text)) = field.bound.text(content).or(malformed) {
                        self.add(&place, reason, text);
                    }
                    if let Some(Ok(decoded)) = decoded {
                        self.unseen |= !text::is_clean(decoded, field.bound.is_prose());
                    }
                }
                Holds::Message(inner) if tag & 7 == 2 => self.message(inner, content, &place, depth - 1)?,
                Holds::Message(_) | Holds::Number(_) => {}
            }
        }
        Ok(())
    }

    fn elements(&mut self, field: &Field, count: usize, added: usize, path: &Path<'_>) -> Result<(), Stop> {
        let over = field.bound.list(count);
        let left = self.left.checked_sub(added);
        let (reason, text) = match (over, left) {
            (None, Some(left)) => {
                self.left = left;
                return Ok(());
            }
            (Some(over), _) => over,
            (None, None) => too_many_elements(),
        };
        self.add(&Path::Field(path, &field.name), reason, text);
        Err(Stop)
    }

    fn add(&mut self, path: &Path<'_>, reason: Reason, text: Text) {
        if self.named < NAMED {
            self.named += 1;
            self.violations.add(path.to_string(), reason, text);
        }
    }
}

/// What is said of a text that is none: a decoder would call that an internal error.
fn not_utf8() -> Text {
    Text::new("文字编码有误，须为 UTF-8。", "The text is not UTF-8.")
}

/// What is said of a request whose lists hold too much together.
#[must_use]
pub fn too_many_elements() -> (Reason, Text) {
    let zh = format!("一次请求各列表合计最多 {MOST_ELEMENTS} 项，请分批提交。");
    let en = format!(
        "The lists of one request hold at most {MOST_ELEMENTS} items together; send the rest separately."
    );
    (reason::TOO_MANY, Text::new(zh, en))
}

/// Reads a varint of the wire.
pub(super) fn varint(bytes: &mut &[u8]) -> Result<u64, Stop> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(Stop)?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if *byte < 0x80 {
            return Ok(value);
        }
    }
    Err(Stop)
}

/// Reads as many bytes.
pub(super) fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Result<&'a [u8], Stop> {
    let (taken, rest) = bytes.split_at_checked(length).ok_or(Stop)?;
    *bytes = rest;
    Ok(taken)
}

/// Measures each request of one message before its service decodes it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BoundedRequests;

impl Around for BoundedRequests {
    async fn call<S: Inner>(
        &self,
        request: http::Request<Body>,
        inner: S,
    ) -> Result<http::Response<Body>, S::Error> {
        match measured(request).await {
            Ok(request) => inner.oneshot(request).await,
            Err(refusal) => Ok(Status::from(refusal).into_http()),
        }
    }
}

async fn measured(request: http::Request<Body>) -> Result<http::Request<Body>, Refusal> {
    let bounds = Bounds::ours();
    let Some(method) = bounds.methods.get(request.uri().path()).copied().filter(|method| method.takes_one)
    else {
        return Ok(request);
    };
    let (mut head, body) = request.into_parts();
    let limited = Limited::new(body, method.largest.saturating_add(PREFIX));
    let mut frame =
        limited.collect().await.map_err(|fault| unread(fault.as_ref(), method.largest))?.to_bytes();
    // A flag other than 0 is a compressed message, which the service refuses; a frame that is cut short too.
    if frame.first() == Some(&0)
        && let Some(message) = frame.get(PREFIX..)
    {
        let cleaned = bounds.check_and_clean(&proto::POOL, head.uri.path(), message)?;
        if let Some(cleaned) = cleaned {
            let length = u32::try_from(cleaned.len()).map_err(|_| too_large(method.largest))?;
            frame = [&[0], &length.to_be_bytes()[..], &cleaned].concat().into();
            head.headers.remove(http::header::CONTENT_LENGTH);
        }
    }
    Ok(http::Request::from_parts(head, Body::new(Full::<Bytes>::new(frame))))
}

fn unread(fault: &(dyn std::error::Error + Send + Sync + 'static), largest: usize) -> Refusal {
    if fault.is::<http_body_util::LengthLimitError>() {
        return too_large(largest);
    }
    Refusal::new(
        Kind::Invalid,
        reason::BAD_REQUEST,
        "请求正文没有传完。",
        "The body of the request broke off.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::{access::v1::CreateSessionRequest, courts::v1 as courts, dispatch::v1 as dispatch};

    use super::*;

    const LIST: &str = "/sharedcourt.dispatch.v1.TaskService/ListTasks";
    const BATCH: &str = "/sharedcourt.dispatch.v1.TaskService/BatchCreateTasks";
    const PEOPLE: &str = "/sharedcourt.courts.v1.PersonService/ImportPeople";
    const SIGN_IN: &str = "/sharedcourt.access.v1.SessionService/CreateSession";

    fn found(path: &str, message: &impl prost::Message) -> Vec<(String, &'static str)> {
        match Bounds::ours().check(path, &message.encode_to_vec()) {
            Ok(()) => Vec::new(),
            Err(refusal) if refusal.fields().is_empty() => vec![(String::new(), refusal.reason())],
            Err(refusal) => refusal.fields().iter().map(|f| (f.field.clone(), f.reason)).collect(),
        }
    }

    #[test]
    fn a_filter_has_a_bounded_number_of_conditions() {
        let list = |terms: usize| dispatch::ListTasksRequest {
            filter: vec!["kind!=WITNESS"; terms].join(" AND "),
            ..Default::default()
        };
        assert!(found(LIST, &list(20)).is_empty());
        assert_eq!(found(LIST, &list(21)), [("filter".to_owned(), "TOO_MANY")]);
        assert_eq!(found(LIST, &list(1100))[0].1, "TOO_LONG");
        assert_eq!(conditions(b"a=\"x AND y and z\" AND b=c"), 2);
    }

    #[test]
    fn a_text_that_is_no_utf_8_is_named() {
        // Field 1, the filter, with two bytes that are no character.
        let message = [0x0a, 2, 0xc3, 0x28];
        let refusal = Bounds::ours().check(LIST, &message).unwrap_err();
        let fields: Vec<_> = refusal.fields().iter().map(|f| (f.field.as_str(), f.reason)).collect();
        assert_eq!((refusal.kind(), fields), (Kind::Invalid, vec![("filter", "TEXT_MALFORMED")]));
    }

    #[test]
    fn every_field_that_holds_too_much_is_named() {
        let task = dispatch::Task {
            address: "长".repeat(1001),
            documents: vec![dispatch::Document { title: "长".repeat(401), ..Default::default() }],
            ..Default::default()
        };
        let request = dispatch::CreateTaskRequest { task: Some(task), ..Default::default() };
        let batch = dispatch::BatchCreateTasksRequest { requests: vec![request], ..Default::default() };
        let wanted =
            [("requests[0].task.address", "TOO_LONG"), ("requests[0].task.documents[0].title", "TOO_LONG")];
        assert_eq!(found(BATCH, &batch), wanted.map(|(field, reason)| (field.to_owned(), reason)));
        let many = dispatch::BatchCreateTasksRequest {
            requests: vec![dispatch::CreateTaskRequest::default(); 201],
            ..Default::default()
        };
        assert_eq!(found(BATCH, &many), [("requests".to_owned(), "TOO_MANY")]);
    }

    #[test]
    fn lists_inside_lists_are_counted_together() {
        let person = courts::Person { terms: vec![courts::Term::default(); 150], ..Default::default() };
        let people = courts::ImportPeopleRequest { people: vec![person; 400], ..Default::default() };
        assert_eq!(found(PEOPLE, &people)[0].1, "TOO_MANY");
    }

    #[test]
    fn a_method_states_its_largest_request() {
        assert_eq!(Bounds::ours().largest(SIGN_IN), 8192);
        assert_eq!(Bounds::ours().largest(LIST), USUAL_REQUEST);
        let request = CreateSessionRequest { person: "a".repeat(9000), ..Default::default() };
        assert_eq!(found(SIGN_IN, &request), [(String::new(), "MESSAGE_TOO_LARGE")]);
    }

    #[test]
    fn what_nobody_sees_reaches_no_service() {
        let addressee =
            dispatch::Addressee { display_name: "\u{202e}张\u{200b}\n三".into(), ..Default::default() };
        let task = dispatch::Task {
            addressee: Some(addressee),
            documents: vec![dispatch::Document { title: "执行\t通知书".into(), ..Default::default() }],
            finish_by: Some(prost_types::Timestamp { seconds: 7, nanos: 0 }),
            ..Default::default()
        };
        let request = dispatch::CreateTaskRequest { task: Some(task), ..Default::default() };
        let batch =
            dispatch::BatchCreateTasksRequest { requests: vec![request.clone()], ..Default::default() };
        let cleaned = Bounds::ours().check_and_clean(&proto::POOL, BATCH, &batch.encode_to_vec()).unwrap();
        let cleaned = dispatch::BatchCreateTasksRequest::decode(cleaned.unwrap().as_slice()).unwrap();
        let mut wanted = request;
        let task = wanted.task.as_mut().unwrap();
        task.addressee.as_mut().unwrap().display_name = "张三".into();
        task.documents[0].title = "执行通知书".into();
        assert_eq!(cleaned.requests, [wanted]);
        let again = Bounds::ours().check_and_clean(&proto::POOL, BATCH, &cleaned.encode_to_vec()).unwrap();
        assert_eq!(again, None, "what is clean stays as it travelled");
        let request = CreateSessionRequest { password: "pass\tword".into(), ..Default::default() };
        let same = Bounds::ours().check_and_clean(&proto::POOL, SIGN_IN, &request.encode_to_vec()).unwrap();
        assert!(same.is_none_or(|same| same == request.encode_to_vec()), "a password stays as it was typed");
    }

    proptest! {
        #[test]
        fn no_bytes_bring_it_down(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Bounds::ours().check_and_clean(&proto::POOL, BATCH, &bytes);
        }
    }
}
