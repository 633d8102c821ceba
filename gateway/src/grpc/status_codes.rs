//! Names of gRPC codes and HTTP statuses, and the default texts of a refusal without its own.

use http::StatusCode;
use kit::domain::reason;
use tonic::Code;

/// The status of HTTP for one of gRPC, as google.rpc.Code maps them.
pub(crate) fn http_status(code: Code, reason: &str) -> StatusCode {
    match code {
        _ if reason == reason::ETAG_MISMATCH.name() => StatusCode::PRECONDITION_FAILED,
        _ if reason == reason::RANGE_NOT_SATISFIABLE.name() => StatusCode::RANGE_NOT_SATISFIABLE,
        _ if reason == reason::DISK_FULL.name() || reason == reason::STORE_FULL.name() => {
            StatusCode::INSUFFICIENT_STORAGE
        }
        _ if reason == reason::MESSAGE_TOO_LARGE.name() => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Ok => StatusCode::OK,
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Codes whose messages, where no service of ours chose the words, can speak of addresses and libraries.
pub(crate) const fn speaks_of_the_inside(code: Code) -> bool {
    matches!(code, Code::Unknown | Code::Internal | Code::DataLoss | Code::Unavailable)
}

/// A code as gRPC writes it.
pub(crate) const fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// The default text of a code, in Chinese and English.
pub(crate) const fn words(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::Ok => ("成功。", "Done."),
        Code::Cancelled => ("请求已被取消。", "The call was cancelled."),
        Code::InvalidArgument | Code::OutOfRange => ("请求内容有误。", "The request is wrong."),
        Code::DeadlineExceeded => ("处理超时，请稍后重试。", "It took too long. Try again later."),
        Code::NotFound => ("未找到。", "Not found."),
        Code::AlreadyExists => ("已经存在。", "It exists already."),
        Code::PermissionDenied => ("没有权限。", "Not permitted."),
        Code::ResourceExhausted => ("请求过多或过大，请稍后重试。", "Too much was asked. Try again later."),
        Code::FailedPrecondition => ("当前状态不允许此操作。", "The present state does not allow it."),
        Code::Aborted => ("与他人的操作冲突，请重试。", "Somebody else was faster. Try again."),
        Code::Unimplemented => ("没有这项功能。", "There is no such method."),
        Code::Unavailable => ("服务暂时不可用，请稍后重试。", "The service is away. Try again later."),
        Code::Unauthenticated => ("请先登录。", "Sign in first."),
        Code::Unknown | Code::Internal | Code::DataLoss => {
            ("系统内部错误，请稍后重试。", "Internal error. Try again later.")
        }
    }
}

/// What a status of HTTP is called.
pub(crate) fn title(http: StatusCode) -> (&'static str, &'static str) {
    let zh = match http.as_u16() {
        400 => "请求有误",
        401 => "未登录",
        403 => "没有权限",
        404 => "未找到",
        405 => "方法不允许",
        409 => "冲突",
        412 => "版本已变",
        408 => "请求超时",
        413 => "内容过大",
        415 => "内容类型不支持",
        416 => "范围无法满足",
        429 => "请求过多",
        499 => "请求已取消",
        501 => "没有这项功能",
        503 => "服务不可用",
        504 => "处理超时",
        507 => "存储空间不足",
        _ => "系统内部错误",
    };
    (zh, http.canonical_reason().unwrap_or("Client Closed Request"))
}
